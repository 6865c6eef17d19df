/* home/home.h — the first page of an organisation: what waits for whoever looks, how much is held of
 * what is asked, what ends, what was awarded, and how far it is set up. */
#pragma once
#include "web/route.h"

extern const struct route home_routes[];
