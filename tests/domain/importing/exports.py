# ruff: noqa: E501 - exports have long lines
"""Exports as the systems write them, by hand: what the profiles have to read."""

from __future__ import annotations

import csv
import io

QUICKBOOKS = """\
Northwind Ltd
A/R Aging Detail Report
"As of March 31, 2026"

Date,Transaction type,Num,Customer,Due date,Amount,Open balance
Current,,,,,,
03/20/2026,Invoice,1042,Harbour Cafe,04/19/2026,"1,200.00","1,200.00"
Total for Current,,,,,"$1,200.00","$1,200.00"
91 or more days past due,,,,,,
10/02/2025,Invoice,1001,Acme & Sons,11/01/2025,890.00,390.00
11/15/2025,Payment,777,Acme & Sons,11/15/2025,-150.00,-150.00
12/01/2025,Credit Memo,CM-3,Harbour Cafe,12/01/2025,-75.50,-75.50
Total for 91 or more days past due,,,,,$664.50,$164.50
TOTAL,,,,,"$1,864.50","$1,364.50"
"""

QUICKBOOKS_BY_CUSTOMER = """\
A/R Ageing Detail,,,,,
,,,,,
Date,Transaction type,Num,Due date,Amount,Open balance
Acme & Sons,,,,,
13/10/2025,Invoice,1001,12/11/2025,890.00,390.00
Total for Acme & Sons,,,,890.00,390.00
Harbour Cafe,,,,,
20/03/2026,Invoice,1042,19/04/2026,"1,200.00","1,200.00"
Total for Harbour Cafe,,,,"1,200.00","1,200.00"
TOTAL,,,,"2,090.00","1,590.00"
"""

XERO = """\
Aged Receivables Detail
Northwind Ltd
As at 31 March 2026
Ageing by due date

Invoice Date,Due Date,Invoice Number,Invoice Reference,Current,< 1 Month,1 Month,2 Months,3 Months,Older,Total
Total Energies,,,,,,,,,,
14 Feb 2026,28 Feb 2026,INV-0101,PO 88,,500.00,,,,,500.00
1 Mar 2026,1 Mar 2026,CN-0007,,,(20.00),,,,,(20.00)
Total Total Energies,,,,0.00,480.00,0.00,0.00,0.00,0.00,480.00
,,,,,,,,,,
Zed Ltd,,,,,,,,,,
2 Jan 2026,16 Jan 2026,INV-0090,,,,99.95,,,,99.95
Total Zed Ltd,,,,0.00,0.00,99.95,0.00,0.00,0.00,99.95
,,,,,,,,,,
Total,,,,0.00,480.00,99.95,0.00,0.00,0.00,579.95
Percentage of total,,,,0.00%,82.77%,17.23%,0.00%,0.00%,0.00%,100.00%
"""

SAP = """\
Debitoren Einzelpostenliste\t\t\t\t\t\t\t\t
\t\t\t\t\t\t\t\t
St\tKonto\tName 1\tBelegnummer\tBelegart\tBelegdatum\tNettofälligkeit\tBetrag in Belegwährung\tBelegwährung
1\t100017\tMüller GmbH\t9000001\tRV\t31.01.2026\t02.03.2026\t1.234,56\tEUR
1\t100017\tMüller GmbH\t1600002\tDG\t05.02.2026\t05.02.2026\t100,00-\tEUR
1\t100017\tMüller GmbH\t1400003\tDZ\t06.02.2026\t06.02.2026\t50,00-\tEUR
*\t100017\t\t\t\t\t\t1.084,56\tEUR
1\t100018\tKürşat AG\t9000009\tRV\t15.02.2026\t17.03.2026\t12.500\tJPY
**\t\t\t\t\t\t\t12.500\tJPY
"""

ERPNEXT = """\
Posting Date,Customer,Customer Name,Receivable Account,Voucher Type,Voucher No,Due Date,Invoiced Amount,Paid Amount,Credit Note,\
Outstanding Amount,Age (Days),0-30,31-60,61-90,91-120,121-Above,Currency,Territory,Customer Group,Customer LPO
2026-01-05,C-1,Lakeside Clinic,Debtors - N,Sales Invoice,SINV-26-0001,2026-02-04,1000.0,250.0,0.0,750.0,55,0,750.0,0,0,0,USD,US,Retail,PO-9
2026-02-10,C-1,Lakeside Clinic,Debtors - N,Sales Invoice,SRET-26-0002,2026-02-10,-40.0,0.0,0.0,-40.0,49,0,-40.0,0,0,0,USD,US,Retail,
2026-03-01,C-2,Mill Road,Debtors - N,Payment Entry,PE-26-0003,2026-03-01,0.0,0.0,0.0,-300.0,30,-300.0,0,0,0,0,USD,US,Retail,
Total,,,,,,,960.0,250.0,0.0,410.0,,,,,,,,,,
"""

NETSUITE = """\
Northwind Inc,,,,,,
A/R Aging Detail,,,,,,
Transaction Type,Date,Document Number,P.O. No.,Due Date,Age,Open Balance
Customer 12 Acme,,,,,,
Invoice,1/31/2026,INV77,PO1,3/2/2026,29,"$5,000.00"
Credit Memo,2/1/2026,CM8,,2/1/2026,58,($250.00)
Total - Customer 12 Acme,,,,,,"$4,750.00"
Total,,,,,,"$4,750.00"
"""

ODOO = """\
Aged Receivable,,,,,,,,,,
,Invoice Date,Due Date,Currency,At Date,1-30,31-60,61-90,91-120,Older,Total
Azure Interior,,,,0,0,0,0,0,0,0
INV/2026/00012,2026-01-15,2026-02-14,EUR,,,100.0,,,,100.0
Total Azure Interior,,,,,,100.0,,,,100.0
"""


def rows_of(text: str) -> list[list[str]]:
    """The rows of one of these exports, tab- or comma-separated."""
    return list(csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text else ","))
