/* schema.h - for tests: a report in JSON has the fields that the comment at the head of its source lists, and no others. */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "test.h"
#include <jansson.h>

/* The comment's example as JSON: lines from " * {" to " * }", without remarks behind two blanks and a bracket; `...` among fields is a
 * field of that name: there may be any. */
static inline json_t *schema_of(const char *source)
{
    static char text[20000];
    const char *from = strstr(source, " * {\n"), *end = from ? strstr(from, "\n * }\n") : NULL;
    json_error_t e;
    json_t *schema;
    size_t n = 0;

    assert_true(end && end - from < 10000);
    for (const char *s = from; s < end + 5; s++) {
        if (s == from || s[-1] == '\n')
            s += 3;
        if (strncmp(s, "  (", 3) == 0)
            s = strchr(s, '\n');
        if (strncmp(s, ", ...", 5) == 0) {
            n += (size_t)sprintf(text + n, ", \"...\": 0");
            s += 4;
        } else
            text[n++] = *s;
    }
    text[n] = 0;
    schema = json_loads(text, 0, &e);
    CHECK(schema, "%d: %s in\n%s", e.line, e.text, text);
    return schema;
}

/* GOT has the fields of WANT, and WANT those of GOT, all the way down; of lists the first ones are looked at, and what is null or empty is
 * good. */
static inline void expect_schema(const json_t *want, json_t *got, const char *where)
{
    bool more = json_object_get(want, "...") != NULL;
    const char *name;
    json_t *item;

    if (json_is_null(got) || json_is_null(want))
        return;
    CHECK(json_is_number(want) ? json_is_number(got) : json_is_boolean(want) ? json_is_boolean(got) : json_typeof(want) == json_typeof(got),
          "%s is of another type", where);
    if (json_array_size(want) > 0 && json_array_size(got) > 0)
        expect_schema(json_array_get(want, 0), json_array_get(got, 0), where);
    json_object_foreach(got, name, item) {
        const json_t *field = json_object_get(want, name);

        CHECK(field || more, "%s of %s is not in the comment", name, where);
        if (field)
            expect_schema(field, item, name);
    }
    json_object_foreach((json_t *)want, name, item)
        CHECK(more || json_object_get(got, name), "%s of %s is not in the report", name, where);
}

#endif
