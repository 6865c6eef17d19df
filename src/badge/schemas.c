#include "badge/schemas.h"

str schemas_find(str url)
{
    for (size_t i = 0; i < schemas_count; i++)
        if (str_eq(schemas_table[i].url, url))
            return schemas_table[i].json;
    return (str){0};
}
