"""Let a guidance page hold a table."""

import home.drawings
import wagtail.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('guidance', '0005_easy_read_written_from'),
    ]

    operations = [
        migrations.AlterField(
            model_name='guidancepage',
            name='body',
            field=wagtail.fields.StreamField([('heading', 0), ('text', 1), ('callout', 4), ('picture', 8), ('quotation', 11), ('steps', 13), ('table', 15), ('try_today', 16), ('normal_if', 17), ('ask_for_help', 20), ('term', 21), ('audio', 25), ('video', 29)], block_lookup={0: ('home.blocks.HeadingBlock', (), {'max_length': 120}), 1: ('home.blocks.TextBlock', (), {'features': ['bold', 'link', 'ul', 'ol']}), 2: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('note', 'Note'), ('urgent', 'Urgent')], 'label': 'Tone'}), 3: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'ul'], 'help_text': 'One or two plain sentences.', 'label': 'Text'}), 4: ('wagtail.blocks.StructBlock', [[('tone', 2), ('text', 3)]], {}), 5: ('wagtail.blocks.ChoiceBlock', [], {'choices': home.drawings.drawing_choices, 'label': 'Drawing', 'required': False}), 6: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Or a picture of your own', 'required': False}), 7: ('wagtail.blocks.CharBlock', (), {'help_text': "What it shows, in one sentence, for somebody who can't see it.", 'label': 'Description', 'max_length': 250}), 8: ('wagtail.blocks.StructBlock', [[('drawing', 5), ('image', 6), ('description', 7)]], {}), 9: ('wagtail.blocks.TextBlock', (), {'label': 'Words', 'max_length': 400}), 10: ('wagtail.blocks.CharBlock', (), {'help_text': 'Only real words, with consent.', 'label': 'Who said it', 'max_length': 120, 'required': False}), 11: ('wagtail.blocks.StructBlock', [[('text', 9), ('who', 10)]], {}), 12: ('wagtail.blocks.TextBlock', (), {'max_length': 300}), 13: ('guidance.blocks.StepsBlock', (12,), {}), 14: ('wagtail.blocks.CharBlock', (), {'label': 'Words', 'max_length': 300, 'required': False}), 15: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 14)]], {}), 16: ('guidance.blocks.TryTodayBlock', (), {'features': ['bold', 'link', 'ul']}), 17: ('guidance.blocks.NormalIfBlock', (), {'features': ['bold', 'link', 'ul']}), 18: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'ul'], 'label': 'Text'}), 19: ('guidance.blocks.HelplinesBlock', (), {'label': 'Helplines'}), 20: ('wagtail.blocks.StructBlock', [[('text', 18), ('lines', 19)]], {}), 21: ('guidance.blocks.TermBlock', (), {}), 22: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120}), 23: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Sound file (MP3)'}), 24: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'ul'], 'label': 'Its words'}), 25: ('wagtail.blocks.StructBlock', [[('title', 22), ('file', 23), ('transcript', 24)]], {}), 26: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Film (MP4)'}), 27: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Still picture', 'required': False}), 28: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Captions (VTT)'}), 29: ('wagtail.blocks.StructBlock', [[('title', 22), ('file', 26), ('poster', 27), ('captions', 28), ('transcript', 24)]], {})}, verbose_name='body'),
        ),
    ]
