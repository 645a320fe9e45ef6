// The zstd library of the system (package libzstd-dev on Debian), used through its stable interface only.
#ifndef SIGNALBOX_CZSTD_H
#define SIGNALBOX_CZSTD_H

#include <zstd.h>

#endif
