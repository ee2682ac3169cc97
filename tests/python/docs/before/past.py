import salespipe as sp

book = sp.open("sales.jsonl")
