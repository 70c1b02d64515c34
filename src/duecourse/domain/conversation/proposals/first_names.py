"""First names that people here and there go by, for the two places where a capital letter does not tell a name: the
beginning of a sentence, and a transcript without capitals. Names that are words as well (Bill, Grace, Mark, Will) are
not among them: covering those would cover what was said."""

from __future__ import annotations

FIRST_NAMES = frozenset(
    """aaron abdul abigail adam adrian agnes ahmed aidan aisha alan albert alejandro alex alexander alexandra
    alice alicia alison allison amanda amber amelia amina amir amy ana andrea andreas andrew andy angela anita
    anjali anna anne anneke annie anthony antonio arjun arthur ashley audrey barbara beatrice ben benjamin
    bernard beth bethany betty beverly brandon brenda brendan brian bridget bruce bryan caitlin callum cameron
    camila carla carlos carmen carol caroline carolyn catherine cathy cecilia charles charlie charlotte chloe
    chris christian christina christine christopher claire clara clive colin colleen connor craig cynthia daniel
    daniela danielle daphne darren dave david debbie deborah deepak denise dennis derek diana diane diego dmitri
    dominic donald donna doreen doris dorothy douglas duncan dylan eddie edward edwin eileen elaine eleanor
    elena elijah elizabeth ella ellen emily emma enrique eric erica erin ernest esther ethan eugene eva evelyn
    farah fatima felix fernando fiona frances francesca francisco fred freya gabriel gabriela gareth gary gavin
    geoffrey george gerald geraldine gillian giovanni gloria gordon graham greg gregory guillermo gwen hannah
    harold harriet harry hassan heather helen helena henry hugo ian ibrahim imran ingrid irene isaac isabel
    isabella isaiah ivan jacob jacqueline jaime jake james jamie jane janet janice jason javier jeff jeffrey
    jennifer jenny jeremy jerome jerry jessica jill jim jimmy joan joanna joanne joe joel johan john johnny
    jonathan jorge jose joseph josh joshua josé joyce juan juanita judith judy julia julian julie justin karen
    karl kate katherine kathleen kathryn kathy katie kayla keith kelly kenneth kevin khalid kimberly kirsten
    kristen kristin kumar kyle larry laura lauren laurence lawrence leah lee leon leonard leslie liam linda
    lindsay lisa logan lorraine louis louise lucas lucy luis luke lydia lynn madison malcolm manuel marc marco
    marcus margaret maria mariam marie marilyn mario marion marjorie martha martin mary mateo matt matthew
    maureen megan mehmet mei melanie melissa michael michelle miguel mike mila miriam mohamed mohammad mohammed
    moira molly monica monique muhammad nadia nancy naomi natalie natasha nathan neil nicholas nicola nicole
    nigel nina noah nora norma norman olga oliver olivia omar oscar owen pablo pamela patricia patrick paul
    paula pauline pedro peggy penelope peter philip phillip phyllis pierre priya rachel rafael raj rajesh ralph
    raquel ravi raymond rebecca reginald ricardo richard rita robert roberto robin rodney roger roland ronald
    ronnie rosa rosemary rowan roy russell ruth ryan samantha samuel sandra sanjay sara sarah saul sean
    sebastian sergio shannon sharon shaun sheila shirley shona simon sofia sonia sophia sophie stacey stanley
    stella stephanie stephen steve steven stewart stuart susan suzanne sven sylvia tamara tanya tara terence
    teresa theodore theresa thomas tiffany timothy tina tom tony tracey travis trevor tyler ursula valerie
    vanessa vera veronica vicky victoria vijay vikram vincent virginia vivian vladimir walter wanda wayne wei
    wendy wesley wilfred william xavier yasmin yolanda yusuf yvonne zachary zara zoe""".split()
)
