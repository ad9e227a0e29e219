"""A school to look at: four classes, a hundred students, four months of letters. Its people are invented."""

from app.demo.school import Guide, build

__all__ = ["Guide", "build"]
