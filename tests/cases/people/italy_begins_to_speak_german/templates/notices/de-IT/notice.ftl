closed = Der Shop ist geschlossen
