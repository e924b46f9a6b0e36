"""An empty workbook to fill: a sheet a template, help above each column, lists to choose from, one example row."""

from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from graph_service.engine.formats.sheets.concepts import french_labels
from graph_service.engine.formats.sheets.template import Column, Template
from graph_service.languages import Language, Text

_LAST_ROW = 1000
_LISTS = "Listes"
_HEADER = PatternFill("solid", fgColor="1F4E5F")
_REQUIRED = PatternFill("solid", fgColor="A23B3B")
_GREY = Font(italic=True, color="808080")
_GUIDE = (
    Text("Comment remplir ce classeur", "How to fill this workbook"),
    Text(
        "Une ligne par chose. Les colonnes rouges sont obligatoires. L’ordre des colonnes est libre.",
        "One row a thing. Red columns are required. Columns may come in any order.",
    ),
    Text(
        "La ligne d’exemple (référence « exemple ») n’est pas chargée : vous pouvez la laisser.",
        "The example row (reference “exemple”) is not loaded: you may leave it.",
    ),
    Text(
        "Les listes proposent les mots connus ; passez sur un titre de colonne pour lire son aide.",
        "Lists offer the known words; hover over a column title to read its help.",
    ),
    Text(
        "Aucun nom, téléphone ni courriel de personne : seulement ceux que l’organisation publie.",
        "No person’s name, telephone or e-mail: only those that the organisation publishes.",
    ),
)


def write_workbook(target: Path, name: str, templates: tuple[Template, ...], language: Language) -> None:
    """Write the workbook of a source."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    guide = book.create_sheet("Lisez-moi")
    _write_guide(guide, name, templates, language)
    lists = book.create_sheet(_LISTS)
    places: dict[str, str] = {}
    for template in templates:
        _write_sheet(book.create_sheet(template.name, len(book.worksheets) - 1), template, lists, places, language)
    lists.sheet_state = "hidden"
    book.save(target)


def _write_guide(sheet: Worksheet, name: str, templates: tuple[Template, ...], language: Language) -> None:
    lines = [text.to(language) for text in _GUIDE]
    lines.append(Text("Charger", "To load").to(language) + f" : maillage load {name} fichier.xlsx")
    lines += [f"« {template.name} » : {template.title.to(language)}" for template in templates]
    for number, line in enumerate(lines, 1):
        sheet.cell(number, 1, line)
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.column_dimensions["A"].width = 110


def _write_sheet(
    sheet: Worksheet, template: Template, lists: Worksheet, places: dict[str, str], language: Language
) -> None:
    for number, column in enumerate(template.columns, 1):
        head = sheet.cell(1, number, column.header)
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = _REQUIRED if column.required else _HEADER
        head.alignment = Alignment(wrap_text=True, vertical="top")
        head.comment = Comment(column.help.to(language), "Maillage", width=320, height=90)
        sheet.cell(2, number, column.example).font = _GREY
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(14, len(column.header) + 4)
        choices = _choices(column, lists, places)
        if choices is not None:
            choices.add(f"{letter}2:{letter}{_LAST_ROW}")
            sheet.add_data_validation(choices)
    sheet.freeze_panes = "A2"


def _choices(column: Column, lists: Worksheet, places: dict[str, str]) -> DataValidation | None:
    if column.kind == "boolean":
        return DataValidation(type="list", formula1='"oui,non"', allow_blank=True)
    if column.kind != "concepts":
        return None
    if column.scheme not in places:
        places[column.scheme] = _list(lists, len(places) + 1, french_labels(column.scheme))
    # A warning, not a stop: several values may be written with semicolons.
    return DataValidation(
        type="list", formula1=places[column.scheme], allow_blank=True, showErrorMessage=True, errorStyle="warning"
    )


def _list(lists: Worksheet, number: int, labels: tuple[str, ...]) -> str:
    for row, label in enumerate(labels, 1):
        lists.cell(row, number, label)
    letter = get_column_letter(number)
    return f"{_LISTS}!${letter}$1:${letter}${len(labels)}"
