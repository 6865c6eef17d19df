/* api/api_claims.h — shared by the calls about claim links. */
#pragma once
#include "app/api/api_private.h"
#include "app/claim/claim.h"

/* NOT_FOUND: not there, or not of a badge that the token is for. */
MUST_USE code api_claim_link(struct api *c, int64_t id, struct claim_link *out, struct error *err);
