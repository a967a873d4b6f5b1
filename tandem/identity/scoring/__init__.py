"""Pairs of records that share no exact key, scored by a trained match model (Fellegi and Sunter 1969, with Splink).

``features`` says what is compared, ``candidates`` which pairs are worth a look, ``comparisons`` how a pair can agree,
``model`` what each way to agree is worth, ``score`` puts them together, ``train`` makes a new model.
"""
