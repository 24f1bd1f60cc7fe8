"""Every decision that a case knows: who, in what role, when, why, and what. One module a stage.

One class is one decision, one plainly named update and one signal, one verb of the command and one event in the
ledger. To add one, add its class to a stage here and its name to `any_decision`, its rule to the stage's
module in `domain`, and its line to `domain/procedure.py`.
"""
