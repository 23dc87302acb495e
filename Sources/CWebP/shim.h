#ifndef KILN_CWEBP_H
#define KILN_CWEBP_H
#include <webp/decode.h>
#include <webp/encode.h>
#endif
