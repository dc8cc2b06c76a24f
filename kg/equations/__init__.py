"""Expressions and units: a closed grammar, evaluation, inversion and chains of derivations.

It knows nothing of entries. A fault comes back as a value, a `Problem` with offsets into the text or an
`Undefined` with a reason; no function here raises on contributed text or numbers.

    grammar     parse_equation, parse_expression      text        to_text
    evaluate    evaluate, prepare                     latex       to_latex
    units       parse_unit, parse_measure, convert    dimensions  check_units
    domain      parse_domain                          solve       solve
    laws        Law, Fit                              plan, chain plan, chain
    sample      sample, Normal, Uniform
"""
