"""The linear models: fitted with scikit-learn, stored as arrays and JSON, applied with NumPy alone."""
