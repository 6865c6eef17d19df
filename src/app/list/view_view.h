/* list/view_view.h — the page of a saved view. */
#pragma once
#include "app/layout/parts.h"
#include "app/list/saved.h"
#include "web/form.h"

struct view_view {
    struct form *form;
    str name, words, self, list_href, back;      /* words: what it asks for; list_href: the list as it shows it */
};
