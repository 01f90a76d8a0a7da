using System.Globalization;

namespace Symbiont.Fast.Tool;

/// <summary>Credentials' serials as text: 16 hexadecimal digits.</summary>
internal static class Serials
{
    public static string Text(ulong serial) => serial.ToString("x16", CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out ulong serial) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out serial)
        && text.Length == 16;
}
