/* file.h — whole files in and out, for the programs of the build. */
#pragma once
#include "base/str.h"

MUST_USE code file_read(struct arena *a, const char *path, str *out, struct error *err);
MUST_USE code file_write(const char *path, str text, struct error *err);
