"""How often words, and two words side by side, come up in a thousand turns: a phrase is looked up by what in it comes
up least. Counted by tools/count_words.py; it says nothing about what a phrase means."""

from __future__ import annotations

from math import prod

# Two words side by side are joined by "_"; "^" begins a sentence, "$" ends a turn, "#" is any number.
_STEPS: dict[int, str] = {
    400: (
        ". ._$ i is it the you "
    ),
    250: (
        "^_i a and on that "
    ),
    150: (
        "? ?_$ for have in it_is not of so to will "
    ),
    100: (
        "._i ^_it ^_you am can do i_am i_will me on_the one that_is this what with your "
    ),
    60: (
        "#_. ^_so ^_that ^_the about all and_i are at be do_not from good got i_have my no right the_# then there two "
        "was we would "
    ),
    40: (
        "._it ^_and ^_no ^_okay ^_what been by bye could five four get he here hundred i_can i_do if in_the is_the "
        "it_. just know now oh okay out see they three today up well when yeah yes you_are you_have "
    ),
    25: (
        "._what ._you ^_bye ^_good ^_is ^_oh ^_thank ^_then ^_we ^_well ^_yeah ^_yes after and_the as back before "
        "bill but call can_not day days did dollars due eight first for_the friday go going had has have_got her how "
        "hundred_and i_would is_a is_it is_not it_$ it_was like look may morning nothing number off only or our over "
        "paid pay put say send she six sorry tell thank thank_you them there_is this_is twenty us what_is who you_. "
    ),
    15: (
        "#_# #_and #_dollars #_of #_on ._and ._bye ._is ._so ._that ._the ^_# ^_a ^_do ^_he ^_hello ^_hi ^_if ^_my "
        "^_there ^_this about_the afternoon again all_right am_not an and_it and_you anything april ask at_the bank "
        "because both bye_$ bye_. calling check come date do_you does down email fifty forty give going_to "
        "good_morning goodbye half have_a have_been he_is hello hi him his i_was is_that it_? it_in july june last "
        "let letter madam march me_. monday money month mr name need never nine nobody of_it of_the on_it other "
        "people phone please ring said same says september seven she_is should since sir sixty so_i so_it so_the "
        "so_you somebody still take talk ten thanks that_. the_twenty thing thirty thousand thursday time to_the "
        "to_you tomorrow until want week which will_be will_not with_the you_can you_do you_will you_would "
    ),
    10: (
        "._goodbye ._thank ._there ._we ^_all ^_could ^_goodbye ^_how ^_not ^_right ^_she ^_thanks ^_they ^_when "
        "^_would about_it account am_sorry and_a and_then any are_you august came can_you card claim could_you "
        "did_not do_it due_on eighty eleven end every february fine for_a for_you from_the full goes gone goodbye_. "
        "got_a got_the have_not have_the have_to hear help hold i_could i_got i_know if_it if_you invoice is_# "
        "is_about is_been is_in is_no is_this is_what it_and it_on it_will its january late let_me line lot mail more "
        "new next ninety not_have not_know november now_. october office once one_. open paper paying pounds read "
        "right_. second seventy something speak speaking sure tell_me tell_you that_$ that_one the_first the_one "
        "the_other the_same the_whole then_i think those through to_be told too tuesday twelve very was_due way "
        "we_are we_have weeks went were what_i whole will_have with_a would_be you_$ you_a you_for you_know you_the "
    ),
}  # fmt: skip
_OFTEN = {key.replace("_", " "): step for step, keys in _STEPS.items() for key in keys.split()}
_SELDOM, _SELDOM_BESIDE = 2, 3  # of a thousand turns: any other word; any other two side by side, at most
_A_THOUSAND = 1000


def how_often(key: str) -> float:
    """Turns in a thousand. Two words that are not known to stand side by side often do so by chance."""
    if key in _OFTEN:
        return _OFTEN[key]
    if " " not in key:
        return _SELDOM
    by_chance = prod(_OFTEN.get(word, _SELDOM) / _A_THOUSAND for word in key.split()) * _A_THOUSAND
    return min(by_chance, _SELDOM_BESIDE)
