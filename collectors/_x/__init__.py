"""What only X needs: its errors and limits, its posts."""
