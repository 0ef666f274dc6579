"""Korean, Japanese and English text without a database: folding, sentences, stems, names."""
