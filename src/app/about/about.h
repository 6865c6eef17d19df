/* about/about.h — what runs here, what is kept of people, and how far everybody can use it. */
#pragma once
#include "app/app.h"

struct about_view { bool has_backpack, has_orgs; };      /* what is on this server */

extern const struct route about_routes[];
