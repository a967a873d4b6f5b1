"""Pairs of records that share no exact key, weighed by a trained match model (Fellegi and Sunter 1969).

``features`` says what is compared, ``candidates`` which pairs are worth a look, ``comparisons`` how a pair can agree,
``model`` what each way to agree is worth, ``shared`` what says nothing because others use it, too, ``weights`` what a
pair comes to. ``score`` puts them together, ``weigh`` tells the pieces of one pair, ``train`` makes a new model with
Splink (``splink_model``).
"""
