namespace Federated.Web.TagHelpers;

/// <summary>The labels of a page's fields in their order, for whoever lists them elsewhere on the page.</summary>
sealed class FieldLabels
{
    readonly List<(string Name, string Label)> _fields = [];

    public static FieldLabels Of(HttpContext context)
    {
        if (context.Items[typeof(FieldLabels)] is not FieldLabels labels)
            context.Items[typeof(FieldLabels)] = labels = new();
        return labels;
    }

    public void Add(string name, string label) => _fields.Add((name, label));

    public string? LabelOf(string name) => _fields.Find(field => field.Name == name).Label;

    /// <summary>-1 for what is no field.</summary>
    public int PlaceOf(string name) => _fields.FindIndex(field => field.Name == name);
}
