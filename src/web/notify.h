/* web/notify.h — tells systemd how far the service is (sd_notify(3)). */
#pragma once
#include <stdbool.h>

/* "READY=1", "STOPPING=1". False: nobody wants to know (NOTIFY_SOCKET is not
 * set), or it could not be told; neither is worth stopping for. */
bool notify_service_manager(const char *state);
