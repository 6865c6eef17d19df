/* cli/map_loader.h — the option --documents: a file that stands for the web. */
#pragma once
#include "badge/loader.h"

/* `path` names the map; files in it are relative to it. */
MUST_USE code map_loader_open(struct arena *a, str path, struct loader *out, struct error *err);
