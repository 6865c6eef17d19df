/* base/log.h — one structured line per event on standard error:
 * `2026-11-24T03:46:06Z info server.listen addr=127.0.0.1:8080`.
 * Values are escaped, so that no input can forge a line. */
#pragma once
#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_set_level(enum log_level min);
bool log_is_on(enum log_level level);            /* would such an event be written? */
/* `event` is dotted small words; then pairs of name and value, ended by NULL:
 * log_event(LOG_INFO, "mail.sent", "to", to, "id", id, NULL). All are C strings. */
void log_event(enum log_level level, const char *event, ...) __attribute__((sentinel));
void log_error(const char *event, const struct error *err);
