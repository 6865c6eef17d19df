/* web/mhd.h — libmicrohttpd as a table, for web/http.c and web/http_answer.c. */
#pragma once
#include <microhttpd.h>
#include "base/error.h"

#define MHD_FUNCTIONS(F)                                                                       \
    F(add_response_header) F(create_response_from_buffer) F(create_response_from_fd)           \
    F(destroy_response) F(get_connection_info) F(get_connection_values)                        \
    F(get_response_headers) F(queue_response) F(quiesce_daemon) F(resume_connection)           \
    F(start_daemon) F(stop_daemon) F(suspend_connection)

#define MHD_MEMBER(f) __typeof__(MHD_##f) *f;
struct mhd_table { MHD_FUNCTIONS(MHD_MEMBER) };

extern struct mhd_table mhd;                     /* mhd_load first */

/* Once; errors as of late_load (base/late.h). */
MUST_USE code mhd_load(struct error *err);
