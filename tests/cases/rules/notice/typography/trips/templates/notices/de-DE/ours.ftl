contact = Fragen zum "Umzug" beantwortet:
