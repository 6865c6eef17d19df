/* api/api_awards.h — how awards and whose they are are told, for all who do. */
#pragma once
#include "app/api/api_private.h"
#include "app/award/award.h"

extern const struct api_shape api_evidence_shape;
str api_evidence_of(const struct json *v);       /* of a body's member "evidence"; empty: none */
