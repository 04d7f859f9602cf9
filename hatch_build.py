"""The compiled wheel: `standpoint.features` as C extensions, made by mypyc from the same sources (`make compiled`).

Off by default, so that a wheel is pure Python; hatchling turns it on where HATCH_BUILD_HOOK_ENABLE_CUSTOM is set. The
sources stay in the wheel, and nothing is written beside them in the checkout: a stale extension would hide an edit.
"""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "src/standpoint/features"  # where four fifths of the time of `classify` go
# Work on arrays or are not called in `classify`; and what `tfidf.py` defines is sent to other processes
LEFT_OUT = ("tfidf.py", "punkt_training.py")


class CompiledFeatures(BuildHookInterface[Any]):
    """Adds the extensions to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Check the types of the package, compile it and put what was made where its modules are."""
        from mypyc.build import mypycify
        from setuptools import Distribution

        folder = self.folder = mkdtemp(prefix="standpoint-")
        modules = [path for path in sorted(Path(self.root, PACKAGE).glob("*.py")) if path.name not in LEFT_OUT]
        extensions = mypycify(
            [str(path.relative_to(self.root)) for path in modules], target_dir=folder, debug_level="0"
        )
        command = Distribution({"ext_modules": extensions}).get_command_obj("build_ext")
        command.build_lib, command.build_temp = f"{folder}/lib", f"{folder}/temp"
        command.ensure_finalized()
        command.run()
        made = [path for path in Path(folder, "lib").rglob("*") if path.is_file()]
        build_data["force_include"] |= {str(path): str(path.relative_to(f"{folder}/lib")) for path in made}
        build_data["pure_python"], build_data["infer_tag"] = False, True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was made on the way."""
        rmtree(self.folder)
