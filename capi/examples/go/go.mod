module example.com/salespipe

go 1.20
