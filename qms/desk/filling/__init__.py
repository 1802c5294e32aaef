"""A kind's form on the screen: what was typed, the inputs that show it, the data it stands for."""
