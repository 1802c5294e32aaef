"""How things stand on a day: releases, copies, studies, objectives, obligations, what is due."""
