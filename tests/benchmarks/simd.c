/* Gradient descent on XOR, 2-2-1, for many starts at once: what a C compiler makes of it by hand-written vectors. */
#include <stdint.h>
#include <string.h>

#define LANES 4
typedef double numbers __attribute__((vector_size(8 * LANES)));
typedef int64_t wholes __attribute__((vector_size(8 * LANES)));

static inline numbers all(double a) {
    numbers found = {a, a, a, a};
    return found;
}

static inline numbers chosen(wholes which, numbers a, numbers b) {
    return (numbers)((which & (wholes)a) | (~which & (wholes)b));
}

static inline numbers exponential(numbers x) {
    x = chosen(x > 709.0, all(709.0), x);
    x = chosen(x < -708.0, all(-708.0), x);
    numbers shifted = x * 1.4426950408889634 + 6755399441055744.0;
    numbers n = shifted - 6755399441055744.0;
    numbers r = x - n * 0.693147180369123816490;
    r = r - n * 1.90821492927058770002e-10;
    numbers square = r * r, fourth = square * square;
    numbers low = (0.16666666666666666 * r + 0.5) + square * (0.008333333333333333 * r + 0.041666666666666664);
    numbers middle = (0.0001984126984126984 * r + 0.001388888888888889) +
                     square * (2.7557319223985893e-06 * r + 2.48015873015873e-05);
    numbers high = (2.505210838544172e-08 * r + 2.755731922398589e-07) +
                   square * (1.6059043836821613e-10 * r + 2.08767569878681e-09);
    numbers p = square * (low + fourth * (middle + fourth * high)) + r + 1.0;
    return p * (numbers)(((wholes)shifted + 1023) << 52);
}

static inline numbers sigmoid(numbers z) { return 1.0 / (1.0 + exponential(-z)); }

/* states: nine rows of `count` numbers, which is a multiple of LANES; learnt: the epoch of each, or 0. */
void train(double *states, long count, const double *rows, double rate, long epochs, double within, double *learnt) {
    for (long first = 0; first < count; first += LANES) {
        numbers w1, w2, w3, w4, b1, b2, w5, w6, b3, found;
        numbers *every[] = {&w1, &w2, &w3, &w4, &b1, &b2, &w5, &w6, &b3};
        for (int place = 0; place < 9; place++) memcpy(every[place], states + place * count + first, sizeof(numbers));
        memcpy(&found, learnt + first, sizeof(numbers));
        for (long epoch = 1; epoch <= epochs; epoch++) {
            numbers inside = all(1.0);
            for (int sample = 0; sample < 4; sample++) {
                double x1 = rows[3 * sample], x2 = rows[3 * sample + 1], y = rows[3 * sample + 2];
                numbers h1 = sigmoid(w1 * x1 + w3 * x2 + b1);
                numbers h2 = sigmoid(w2 * x1 + w4 * x2 + b2);
                numbers output = sigmoid(w5 * h1 + w6 * h2 + b3);
                numbers error = output - y;
                numbers d3 = error * (output * (1.0 - output));
                numbers d1 = d3 * w5 * (h1 * (1.0 - h1));
                numbers d2 = d3 * w6 * (h2 * (1.0 - h2));
                w1 -= rate * (d1 * x1);
                w2 -= rate * (d2 * x1);
                w3 -= rate * (d1 * x2);
                w4 -= rate * (d2 * x2);
                b1 -= rate * d1;
                b2 -= rate * d2;
                w5 -= rate * (d3 * h1);
                w6 -= rate * (d3 * h2);
                b3 -= rate * d3;
                inside = chosen((error < within) & (error > -within), inside, all(0.0));
            }
            found = chosen((inside > 0.0) & (found == 0.0), all((double)epoch), found);
        }
        for (int place = 0; place < 9; place++) memcpy(states + place * count + first, every[place], sizeof(numbers));
        memcpy(learnt + first, &found, sizeof(numbers));
    }
}
