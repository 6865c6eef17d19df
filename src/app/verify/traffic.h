/* verify/traffic.h — how often our own awards are checked here, and what came of it: counted in
 * memory by day, badge and outcome, written some seconds later together. Who asked, for which award
 * and from where is never noted. */
#pragma once
#include "app/app.h"
#include "badge/report.h"

#define TRAFFIC_KEPT (730 * DAY)

/* A badge of others is not counted. What goes wrong with counting is logged and hinders no answer. */
void traffic_note(struct app *app, struct db *db, const struct report *r);
/* What is in memory, now: before it is read, and when the server stops. */
MUST_USE code traffic_flush(struct db *db, struct error *err);
