closed = Il negozio è chiuso
