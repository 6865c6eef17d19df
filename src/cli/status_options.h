/* cli/status_options.h — how a new badge names the lists on which its issuer
 * may withdraw it. */
#pragma once
#include "badge/badge.h"

struct status_options {
    str list, index;                             /* --status-list, --status-index: for revocation */
    struct str_list places;                      /* --status PURPOSE=URL#INDEX */
    struct str_list messages;                    /* --status-message VALUE=TEXT */
    str reference;                               /* --status-reference */
    str ids;                                     /* --revocation-list */
};

MUST_USE code status_options_read(const struct status_options *o, struct arena *a,
                                  struct status_ref_list *out, struct error *err);
/* "7", "0x07". */
bool status_value_read(str text, uint64_t *out);
