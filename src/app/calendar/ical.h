/* calendar/ical.h — a calendar as a file (iCalendar, RFC 5545): whole days with
 * words, which take nobody's time. Written so that any text makes a well-formed file. */
#pragma once
#include "base/str.h"
#include "base/clock.h"

/* `uid` is the same whenever the same thing is told again (§3.8.4.7), so that a day that
 * moves moves in the reader's calendar. `url` may be empty. `changed`: when it was last
 * true to be told so (§3.8.7.2). */
struct ical_event { str uid, summary, description, url; struct date day; msec changed; };

void ical_begin(struct buf *b, str name);
void ical_put(struct buf *b, const struct ical_event *e);
void ical_end(struct buf *b);
