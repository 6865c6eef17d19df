/* api/api_awards.h — how awards and whose they are are told, for all who do. */
#pragma once
#include "app/api/api_private.h"
#include "app/award/award.h"

extern const struct api_shape api_recipient_shape, api_evidence_shape, api_award_shape;
void api_put_award(struct api *c, const struct award_row *w);
void api_put_recipient(struct api *c, str name, str email);
void api_put_evidence(struct api *c, str url);   /* empty: none */
str api_evidence_of(const struct json *v);       /* of a body's member "evidence"; empty: none */
