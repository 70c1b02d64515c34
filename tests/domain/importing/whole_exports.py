# ruff: noqa: E501 - exports have long lines
"""Whole exports as people bring them: titles, sections, subtotals and totals, credits, money that was not applied, rows
without a number, footers. Each with its own total, which the ledger has to say after it was loaded."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Whole:
    """An export, the profile that has to recognise it, and what it says of itself. Amounts in minor units.

    `kinds`: how many open invoices, credits and unapplied payments it holds. `no_total`: it does not say its total.
    """

    text: str
    profile: str
    totals: dict[str, int]
    kinds: tuple[int, int, int]
    answers: dict[str, str] = field(default_factory=dict)
    no_total: bool = False
    accounts: int = 0


# By age band, as it comes: the first column is for bands alone, the last line says when it was made. A payment that was
# not applied, a journal entry and a deposit often have no number.
QUICKBOOKS_BANDS = """\
"Foundry Distribution, Inc",,,,,,,
A/R Aging Detail Report,,,,,,,
"As of Nov 18, 2026",,,,,,,

,Date,Transaction type,Num,Customer full name,Due date,Amount,Open balance
91 or more days past due,,,,,,,
,06/18/2026,Invoice,SI-1001,Harbour Cafe,07/18/2026,"3,000.00","1,200.00"
,01/23/2026,Credit Memo,SC-7,Acme & Sons,01/23/2026,-100.00,-100.00
,05/02/2026,Journal Entry,,Acme & Sons,05/02/2026,45.10,45.10
Total for 91 or more days past due,,,,,,,"1,145.10"
61 - 90 days past due,,,,,,,
,08/01/2026,Payment,,Acme & Sons,08/31/2026,-390.00,-390.00
,08/01/2026,Payment,,Acme & Sons,08/31/2026,-390.00,-390.00
Total for 61 - 90 days past due,,,,,,,-780.00
31 - 60 days past due,,,,,,,
,09/12/2026,Invoice,,Lakeside Clinic,09/30/2026,75.00,75.00
,09/14/2026,Credit Memo,,Lakeside Clinic,09/30/2026,-5.00,-5.00
Total for 31 - 60 days past due,,,,,,,70.00
1 - 30 days past due,,,,,,,
,10/02/2026,Deposit,,Harbour Cafe,10/30/2026,-60.00,-60.00
,10/03/2026,Payment,2231,Lakeside Clinic,10/30/2026,-250.00,-20.00
,10/04/2026,Journal Entry,JE-9,Harbour Cafe,10/30/2026,-12.50,-12.50
Total for 1 - 30 days past due,,,,,,,-92.50
CURRENT,,,,,,,
,11/11/2026,Invoice,SI-1044,Harbour Cafe,12/11/2026,"1,500.00","1,500.00"
Total for CURRENT,,,,,,,"1,500.00"
TOTAL,,,,,,,"$1,842.60"
" Wednesday, November 18, 2026 04:19 PM GMT-06:00",,,,,,,
"""

# By customer, from Britain: names only in the lines above, sub-customers inside their parent, pounds, day first.
QUICKBOOKS_CUSTOMERS = """\
\ufeffA/R Ageing Detail Report,,,,,,,
Northwind Ltd,,,,,,,
As of 18 November 2026,,,,,,,
,,,,,,,
,Date,Transaction type,No.,Due date,Amount,Open balance,PO number
Acme & Sons,,,,,,,
,13/10/2026,Invoice,1001,12/11/2026,£890.00,£390.00,PO-4
,14/10/2026,Payment,,14/10/2026,-£250.00,-£250.00,
Total for Acme & Sons,,,,,£640.00,£140.00,
Harbour Holdings,,,,,,,
Airport branch,,,,,,,
,20/09/2026,Invoice,1042,20/10/2026,"£1,200.00","£1,200.00",
Total for Airport branch,,,,,"£1,200.00","£1,200.00",
Total for Harbour Holdings with sub-customers,,,,,"£1,200.00","£1,200.00",
TOTAL,,,,,"£1,840.00","£1,340.00",
"Wednesday, 18 November 2026 10:19 am GMTZ",,,,,,,
"""

# With several currencies the plain columns are in the company's own, the foreign ones in the customer's.
QUICKBOOKS_CURRENCIES = """\
Foundry Distribution Inc,,,,,,,,,
A/R Aging Detail Report,,,,,,,,,
"As of Nov 18, 2026",,,,,,,,,

,Date,Transaction type,Num,Customer,Due date,Currency,Foreign amount,Foreign open balance,Open balance
91 or more days past due,,,,,,,,,
,06/18/2026,Invoice,1001,Müller GmbH,07/18/2026,EUR,"1,000.00",400.00,432.10
,06/20/2026,Payment,,Müller GmbH,06/20/2026,EUR,-50.00,-50.00,-54.01
,06/21/2026,Invoice,1002,Harbour Cafe,07/21/2026,USD,200.00,200.00,200.00
Total for 91 or more days past due,,,,,,,,,578.09
TOTAL,,,,,,,,,578.09
"""

# The contact's name stands in the first column, whatever that one is called; "Current" is there only when chosen;
# overpayments have no number.
XERO = """\
Aged Receivables Detail,,,,,,,,,,,,
Northwind Ltd,,,,,,,,,,,,
As at 18 November 2026,,,,,,,,,,,,
Ageing by due date,,,,,,,,,,,,
,,,,,,,,,,,,
Contact Account Number,Phone,Invoice Date,Due Date,Expected Date,Invoice Number,Invoice Reference,< 1 Month,1 Month,2 Months,3 Months,Older,Total
,,,,,,,,,,,,
Total Energies,,,,,,,,,,,,
,,14 Oct 2026,28 Oct 2026,,INV-0101,PO 88,500.00,0.00,0.00,0.00,0.00,500.00
,,1 Nov 2026,1 Nov 2026,,CN-0007,,(20.00),0.00,0.00,0.00,0.00,(20.00)
,,3 Nov 2026,,,,Overpayment,(30.00),0.00,0.00,0.00,0.00,(30.00)
Total Total Energies,,,,,,,450.00,0.00,0.00,0.00,0.00,450.00
,,,,,,,,,,,,
Zed Ltd,,,,,,,,,,,,
,,2 Aug 2026,16 Aug 2026,,INV-0090,,0.00,0.00,0.00,"1,299.95",0.00,"1,299.95"
Total Zed Ltd,,,,,,,0.00,0.00,0.00,"1,299.95",0.00,"1,299.95"
,,,,,,,,,,,,
Total,,,,,,,450.00,0.00,0.00,"1,299.95",0.00,"1,749.95"
Percentage of total,,,,,,,25.71%,0.00%,0.00%,74.29%,0.00%,100.00%
"""

# A list saved as a spreadsheet, German: sums per customer and currency with one star, of all of it with two.
SAP_LIST = """\
Debitoren Einzelpostenliste\t\t\t\t\t\t\t\t\t
\t\t\t\t\t\t\t\t\t
St\tKonto\tName 1\tBelegnummer\tPosition\tBelegart\tBelegdatum\tNettofälligkeit\tBetrag in Belegwährung\tBelegwährung
@5B@\t100017\tMüller GmbH\t9000001\t1\tRV\t31.08.2026\t30.09.2026\t1.234,56\tEUR
@5B@\t100017\tMüller GmbH\t1600002\t1\tDG\t05.09.2026\t05.09.2026\t100,00-\tEUR
@5B@\t100017\tMüller GmbH\t1400003\t1\tDZ\t06.09.2026\t06.09.2026\t50,00-\tEUR
@5B@\t100017\tMüller GmbH\t1400004\t1\tDZ\t07.09.2026\t07.09.2026\t12,00\tEUR
*\t100017\t\t\t\t\t\t\t1.096,56\tEUR
@5B@\t100018\tKürşat AG\t9000009\t1\tRV\t15.09.2026\t15.10.2026\t12.500\tJPY
@5B@\t100018\tKürşat AG\t9000010\t1\tRV\t15.09.2026\t15.10.2026\t3,44\tEUR
*\t100018\t\t\t\t\t\t\t3,44\tEUR
*\t100018\t\t\t\t\t\t\t12.500\tJPY
**\t\t\t\t\t\t\t\t1.100,00\tEUR
**\t\t\t\t\t\t\t\t12.500\tJPY
"""

# The same list "unconverted": bars, rules, the column names again for each customer, who is named above them only.
SAP_UNCONVERTED = """\
18.11.2026                                       Customer Line Item Display                                        1
-------------------------------------------------------------------------------------------------------------------

Customer             100017
Company Code         1000
Name                 Miller & Co
City                 Leeds

-------------------------------------------------------------------------------------------------------------------
|  |St|DocumentNo|Type|Doc. Date |Net due dt|S|DD|Amt in loc.cur.|LCurr|Text                     |
-------------------------------------------------------------------------------------------------------------------
|  |@5B\\QOpen@|9000001   |RV  |08/31/2026|09/30/2026| |  |      1,234.56 |GBP  |Maintenance Q3           |
|  |@5B\\QOpen@|1600002   |DG  |09/05/2026|09/05/2026| |  |        100.00-|GBP  |                         |
|  |@5B\\QOpen@|1400003   |DZ  |09/06/2026|09/06/2026| |  |         50.00-|GBP  |on account               |
-------------------------------------------------------------------------------------------------------------------
|* |  |          |    |          |          | |  |      1,084.56 |GBP  |                         |
-------------------------------------------------------------------------------------------------------------------
|** Account 100017                              |      1,084.56 |GBP  |                         |
-------------------------------------------------------------------------------------------------------------------

Customer             100018
Company Code         1000
Name                 Quay Foods
City                 Hull

-------------------------------------------------------------------------------------------------------------------
|  |St|DocumentNo|Type|Doc. Date |Net due dt|S|DD|Amt in loc.cur.|LCurr|Text                     |
-------------------------------------------------------------------------------------------------------------------
|  |@5B\\QOpen@|9000001   |RV  |09/15/2026|10/15/2026| |  |         15.44 |GBP  |                         |
-------------------------------------------------------------------------------------------------------------------
|* |  |          |    |          |          | |  |         15.44 |GBP  |                         |
-------------------------------------------------------------------------------------------------------------------
|** Account 100018                              |         15.44 |GBP  |                         |
-------------------------------------------------------------------------------------------------------------------
|***                                            |      1,100.00 |GBP  |                         |
-------------------------------------------------------------------------------------------------------------------
"""

# A report grouped by party: each party's sums stand in a row of their own, an outgoing payment owes us its amount.
ERPNEXT = """\
Posting Date,Party Type,Party,Customer Name,Receivable Account,Voucher Type,Voucher No,Due Date,Invoiced Amount,Paid Amount,\
Credit Note,Outstanding Amount,Age (Days),0-30,31-60,61-90,91-120,121-Above,Currency,Territory,Customer Group,Remarks
2026-09-05,Customer,C-1,Lakeside Clinic,Debtors - N,Sales Invoice,SINV-26-0001,2026-10-05,1000.0,250.0,0.0,750.0,74,0,0,750.0,0,0,USD,US,Retail,No Remarks
2026-09-10,Customer,C-1,Lakeside Clinic,Debtors - N,Sales Invoice,SRET-26-0002,2026-09-10,-40.0,0.0,0.0,-40.0,69,0,0,-40.0,0,0,USD,US,Retail,
,,C-1,,,,,,960.0,250.0,0.0,710.0,,0,0,710.0,0,0,USD,,,
,,,,,,,,,,,,,,,,,,,,,
2026-10-01,Customer,C-2,Mill Road,Debtors - N,Payment Entry,PE-26-0003,,0.0,300.0,0.0,-300.0,48,0,-300.0,0,0,0,USD,US,Retail,
2026-10-02,Customer,C-2,Mill Road,Debtors - N,Payment Entry,PE-26-0004,,25.0,0.0,0.0,25.0,47,0,25.0,0,0,0,USD,US,Retail,Refund of part of an advance
2026-10-03,Customer,C-2,Mill Road,Debtors - N,Journal Entry,JV-26-0005,2026-10-03,80.0,0.0,0.0,80.0,46,0,80.0,0,0,0,USD,US,Retail,
,,C-2,,,,,,105.0,300.0,0.0,-195.0,,0,-195.0,0,0,0,USD,,,
,,,,,,,,,,,,,,,,,,,,,
Total,,,,,,,,1065.0,550.0,0.0,515.0,,0,-195.0,710.0,0,0,,,,
"""

# The first column holds customers, in lines of their own; sub-customers lie inside; sums begin with "Total - ".
NETSUITE = """\
Foundry Distribution Inc,,,,,,,
A/R Aging Detail,,,,,,,
"As of November 18, 2026",,,,,,,
Options: Show Zeros,,,,,,,
,,,,,,,
Customer,Transaction Type,Date,Document Number,P.O. No.,Due Date,Age,Open Balance
1024 Harbour Cafe,,,,,,,
,Invoice,8/31/2026,INV77,PO1,9/30/2026,49,"$5,000.00"
,Credit Memo,9/1/2026,CM8,,,78,($250.00)
,Payment,9/2/2026,PMT91,,,77,($110.10)
1024 Harbour Cafe : Airport,,,,,,,
,Invoice,10/13/2026,INV80,,11/12/2026,6,$80.00
,Journal,10/14/2026,,,,35,($5.00)
Total - 1024 Harbour Cafe : Airport,,,,,,,$75.00
Total - 1024 Harbour Cafe,,,,,,,"$4,714.90"
2001 Acme,,,,,,,
,Invoice,11/1/2026,INV77,,12/1/2026,-13,$19.90
Total - 2001 Acme,,,,,,,$19.90
Total,,,,,,,"$4,734.80"
"""

# Unfolded: the report's own sum stands on top, partners carry their sums, money not matched has the bank journal's name.
ODOO = """\
,Invoice Date,Due Date,Account,At Date,1-30,31-60,61-90,91-120,Older,Total
Aged Receivable,,,,100.00,0.00,470.00,0.00,0.00,0.00,570.00
Azure Interior,,,,0.00,0.00,570.00,0.00,0.00,0.00,570.00
INV/2026/00012 (SO123),2026-08-15,2026-09-30,121000 Account Receivable,,,720.00,,,,720.00
RINV/2026/00002,2026-08-20,2026-09-30,121000 Account Receivable,,,-50.00,,,,-50.00
PBNK1/2026/00003,,2026-09-30,121000 Account Receivable,,,-100.00,,,,-100.00
Total Azure Interior,,,,0.00,0.00,570.00,0.00,0.00,0.00,570.00
Deco Addict,,,,100.00,0.00,-100.00,0.00,0.00,0.00,0.00
INV/2026/00020,2026-11-15,2026-12-15,121000 Account Receivable,100.00,,,,,,100.00
BNK1/2026/00007 (INV/2026/00019),,2026-10-01,121000 Account Receivable,,,-100.00,,,,-100.00
Total Deco Addict,,,,100.00,0.00,-100.00,0.00,0.00,0.00,0.00
Total Aged Receivable,,,,100.00,0.00,470.00,0.00,0.00,0.00,570.00
"""

# Every movement of the partners: what is matched in full (A12) is settled, what is matched in part (P7) is not.
ODOO_LEDGER = """\
Partner Ledger,,,,,,,,,
,Journal,Account,Invoice Date,Due Date,Matching,Debit,Credit,Amount Currency,Balance
Azure Interior,,,,,,"1,720.00","1,100.00",,620.00
Initial Balance,,,,,,,,,0.00
INV/2026/00012,INV,121000,08/15/2026,09/30/2026,P7,720.00,,,720.00
PBNK1/2026/00003,BNK1,121000,,10/02/2026,P7,,100.00,,620.00
INV/2026/00009,INV,121000,07/15/2026,08/30/2026,A12,"1,000.00",,,"1,620.00"
PBNK1/2026/00002,BNK1,121000,,09/02/2026,A12,,"1,000.00",,620.00
Deco Addict,,,,,,100.00,,,100.00
INV/2026/00020,INV,121000,11/15/2026,12/15/2026,,100.00,,,100.00
Total Partner Ledger,,,,,,"1,820.00","1,100.00",,720.00
"""

# As older releases have it: the day stands first, a balance carried forward beside it.
ODOO_LEDGER_BEFORE = """\
,JRNL,Account,Ref,Due Date,Matching Number,Initial Balance,Debit,Credit,Balance
Azure Interior,,,,,,0.00,"1,720.00","1,100.00",620.00
08/15/2026,INV,121000,INV/2026/00012,09/30/2026,,0.00,720.00,,720.00
10/02/2026,BNK1,121000,BNK1/2026/0003-payment,10/02/2026,,720.00,,100.00,620.00
07/15/2026,INV,121000,INV/2026/00009,08/30/2026,A12,620.00,"1,000.00",,"1,620.00"
09/02/2026,BNK1,121000,BNK1/2026/0002,09/02/2026,A12,"1,620.00",,"1,000.00",620.00
Total,,,,,,0.00,"1,720.00","1,100.00",620.00
"""

# Data to Excel: columns named after tables, a row for each transaction, receipts on account without a reference.
SAGE = """\
CustomerRecord.AccountReference,CustomerRecord.AccountName,TransactionOverview.Number,TransactionOverview.Type,\
TransactionOverview.Date,TransactionOverview.Reference,TransactionOverview.Details,TransactionOverview.AgedAmount
ABC001,ABC Stores,101,SI,31/08/2026,5001,Goods,120.00
ABC001,ABC Stores,140,SC,02/09/2026,C12,Returned,-20.00
ABC001,ABC Stores,155,SA,05/09/2026,,Receipt on account,-30.50
QUA002,Quay Foods,160,SI,11/09/2026,5001,,80.00
"""

WHOLE = {
    "quickbooks by band": Whole(
        QUICKBOOKS_BANDS, "quickbooks-online-ar-ageing", {"USD": 184260}, (4, 3, 4), accounts=3
    ),
    "quickbooks by customer": Whole(
        QUICKBOOKS_CUSTOMERS, "quickbooks-online-ar-ageing", {"GBP": 134000}, (2, 0, 1), accounts=2
    ),
    "quickbooks in two currencies": Whole(
        QUICKBOOKS_CURRENCIES, "quickbooks-online-ar-ageing", {"EUR": 35000, "USD": 20000}, (2, 0, 1), no_total=True,
        accounts=2,
    ),
    "xero": Whole(XERO, "xero-aged-receivables", {"USD": 174995}, (2, 2, 0), accounts=2),
    "sap list": Whole(SAP_LIST, "sap-fbl5n", {"EUR": 110000, "JPY": 12500}, (4, 1, 1), accounts=2),
    "sap unconverted": Whole(SAP_UNCONVERTED, "sap-fbl5n", {"GBP": 110000}, (2, 1, 1), accounts=2),
    "erpnext": Whole(ERPNEXT, "erpnext-accounts-receivable", {"USD": 51500}, (3, 1, 1), accounts=2),
    "netsuite": Whole(NETSUITE, "netsuite-ar-ageing", {"USD": 473480}, (3, 2, 1), accounts=3),
    "sage": Whole(
        SAGE, "sage-50-aged-debtors", {"GBP": 14950}, (2, 1, 1), {"currency": "GBP"}, no_total=True, accounts=2
    ),
    "odoo": Whole(ODOO, "odoo-aged-receivable", {"USD": 57000}, (2, 1, 2), accounts=2),
    "odoo partner ledger": Whole(ODOO_LEDGER, "odoo-partner-ledger", {"USD": 72000}, (2, 0, 1), accounts=2),
    "odoo partner ledger before": Whole(
        ODOO_LEDGER_BEFORE, "odoo-partner-ledger", {"USD": 62000}, (1, 0, 1), accounts=1
    ),
}  # fmt: skip
