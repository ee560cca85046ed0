"""What a mail may do: who it is from, which ticket it belongs to, and the verdict with its reason."""
