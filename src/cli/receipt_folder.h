/* cli/receipt_folder.h — the option --receipt: a receipt in a file, and what it
 * names in the folder documents/ beside it. */
#pragma once
#include "badge/receipt.h"

/* Fills in token and folder. */
MUST_USE code receipt_folder_open(struct arena *a, str path, struct receipt_case *out, struct error *err);
