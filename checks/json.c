/* json.c - numbers and layout; see json.h. */
#include "json.h"
#include "ad.h"
#include <errno.h>
#include <math.h>
#include <string.h>

json_t *gp_json_number(double x)
{
    if (isfinite(x))
        return json_real(x);
    return json_string(isnan(x) ? "nan" : x > 0 ? "inf" : "-inf");
}

json_t *gp_json_text(const char *text)
{
    json_t *string = json_string(text);
    char *copy;

    if (string)
        return string;
    copy = ad_realloc(NULL, strlen(text) + 1);
    if (!copy)
        return NULL;
    strcpy(copy, text);
    for (char *c = copy; *c; c++)
        if ((unsigned char)*c >= 0x80)
            *c = '?';
    string = json_string(copy);
    ad_realloc(copy, 0);
    return string;
}

json_t *gp_json_with(json_t *list, json_t *item)
{
    if (json_array_append_new(list, item) == 0)
        return list;
    json_decref(list);
    return NULL;
}

bool gp_json_dump(const json_t *top, FILE *file)
{
    errno = ENOMEM;                     /* unless writing sets it */
    return top && json_dumpf(top, file, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) == 0 && fputc('\n', file) != EOF
        && fflush(file) == 0;
}
