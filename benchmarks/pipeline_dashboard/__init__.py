"""The pipeline dashboard: eleven questions, asked of salespipe and its rivals. ../dashboard.py runs
it; what each question means is in questions.py."""
