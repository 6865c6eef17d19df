/* elsewhere/elsewhere.h — a person's Backpack on another server, of whatever
 * make: connected by its address, badges moved there and brought from there, new
 * awards sent on. Speaks Badge Connect of OB 2.1, the API of OB 3.0 and
 * that of CLR 2.0 for learner records. */
#pragma once
#include "app/account/account.h"
#include "store/job.h"

extern const struct route elsewhere_routes[];
extern const struct job_kind elsewhere_jobs[];
void elsewhere_start(void);                      /* once per process: watches awards */
