// Runs before anything is painted: says that scripts run, and takes up the theme chosen last time.
(function (root) {
  root.classList.add("js");
  try {
    var theme = localStorage.getItem("theme");
    if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  } catch (error) { /* storage is closed to us: the system's choice holds */ }
})(document.documentElement);
