/* window.c - windows over planes; see window.h. */
#include "window.h"

/* Those i below N for which AT + i STEP is at least 0 and below SIZE. */
typedef struct { int first, count; int64_t at; } range;

static range within(int64_t at, int64_t step, int n, int size)
{
    int64_t first = 0, end = n;

    if (at < 0)
        first = (step - 1 - at) / step;
    if (at >= size)
        end = 0;
    else if (at + (n - 1) * step >= size)
        end = (size - 1 - at) / step + 1;
    if (first >= end)
        return (range){ 0, 0, 0 };
    return (range){ (int)first, (int)(end - first), at + first * step };
}

/* The pairs of one fixed element, in row ROW and column COL, with N others, STEP places apart: the taps and the
 * positions, or the reverse. */
static ad_block block(const ad_window *w, int row, int col, const int fixed_step[2], const int n[2], const int step[2])
{
    range r = within((int64_t)row * fixed_step[0] - w->padding[0], step[0], n[0], w->input[0]);
    range c = within((int64_t)col * fixed_step[1] - w->padding[1], step[1], n[1], w->input[1]);

    return (ad_block){
        .rows = r.count, .cols = c.count, .row = n[1], .at = (int64_t)r.first * n[1] + c.first,
        .place = r.at * w->input[1] + c.at, .place_row = (int64_t)step[0] * w->input[1], .place_col = step[1],
    };
}

ad_block ad_outputs_of_tap(const ad_window *w, int tap)
{
    return block(w, tap / w->kernel[1], tap % w->kernel[1], w->dilation, w->output, w->stride);
}

ad_block ad_taps_of_output(const ad_window *w, int row, int col)
{
    return block(w, row, col, w->stride, w->kernel, w->dilation);
}

static int64_t place_on(const ad_window *w, int axis, int output, int tap)
{
    return (int64_t)output * w->stride[axis] + (int64_t)tap * w->dilation[axis] - w->padding[axis];
}

int ad_window_place(const ad_window *w, int output, int tap)
{
    int64_t row = place_on(w, 0, output / w->output[1], tap / w->kernel[1]);
    int64_t col = place_on(w, 1, output % w->output[1], tap % w->kernel[1]);

    if (row < 0 || row >= w->input[0] || col < 0 || col >= w->input[1])
        return -1;
    return (int)(row * w->input[1] + col);
}

ad_window ad_window_over(ad_shape x)
{
    ad_window w = { { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 0, 0 }, { 1, 1 } };

    for (int k = 2; k < x.rank; k++)
        w.input[4 - x.rank + k - 2] = x.dim[k];
    return w;
}

bool ad_window_list(const ad_call *c, int k, int axes, int least, int number[2])
{
    int n;
    const double *list = ad_list(c, k, &n);

    if (!list)
        return true;
    if (n != 1 && n != axes)
        return false;
    for (int a = 0; a < axes; a++) {
        number[2 - axes + a] = (int)list[n == 1 ? 0 : a];
        if (number[2 - axes + a] < least)
            return false;
    }
    return true;
}

const char *ad_window_fit(ad_window *w)
{
    for (int a = 0; a < 2; a++) {
        int64_t reach = (int64_t)w->dilation[a] * ((int64_t)w->kernel[a] - 1) + 1;
        int64_t room = w->input[a] + 2 * (int64_t)w->padding[a] - reach;

        if (w->kernel[a] < 1 || room < 0)
            return "the kernel must be neither empty nor larger than the padded input";
        if (room / w->stride[a] >= INT32_MAX)
            return "the padding is too large";
        w->output[a] = (int)(room / w->stride[a]) + 1;
    }
    return NULL;
}

ad_shape ad_window_shape(ad_shape x, int second, const int plane[2])
{
    ad_shape y = { x.rank, { x.dim[0], second } };

    for (int k = 2; k < x.rank; k++)
        y.dim[k] = plane[4 - x.rank + k - 2];
    return y;
}
