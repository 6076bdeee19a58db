using System.Globalization;
using Federated.Federation;
using Federated.Instance.Actors;
using Federated.Instance.Media;
using Federated.Instance.Posts;
using Federated.Instance.Storage;
using Federated.Web.Localization;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Federated.Web.Pages.Posts;

/// <summary>The files of a form that writes a post or changes one. What was sent once need not be sent again when something else is wrong.</summary>
sealed class PostFiles(Database database, Uploading uploading, Localizer l)
{
    /// <summary>How long a form waits until a film is playable; longer ones are attached by sending the form once more.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Places for new files that a form has.</summary>
    public const int Places = 4;

    /// <summary>Takes the files that were chosen; what is wrong with one is told at the form's media.</summary>
    public async Task TakeAsync(PostForm form, Actor me, ModelStateDictionary state, CancellationToken ct)
    {
        foreach (var field in form.Media)
        {
            if (field is not { File: { } file, Drop: false } || field.Alt?.Length > Limits.AltText)
                continue;
            await using var content = file.OpenReadStream();
            var taken = await uploading.TakeAsync(me, content, new UploadWords(field.Alt ?? ""), ct);
            if (taken.Ok)
                field.Id = taken.Value.Id;
            else
                state.AddModelError("Input.Media", l[$"federated-error-{taken.Code}"]);
            field.File = null;
        }
        form.Media.RemoveAll(f => f.Id is null || f.Drop);
        // What was typed stands with its file, at its new place.
        foreach (var key in state.Keys.Where(k => k.StartsWith("Input.Media[", StringComparison.Ordinal) && state[k]!.ValidationState != ModelValidationState.Invalid).ToList())
            state.Remove(key);
    }

    /// <summary>Whether all can be attached now; else it is told.</summary>
    public async Task<bool> AreReadyAsync(PostForm form, Actor me, ModelStateDictionary state, CancellationToken ct)
    {
        long[] ids = [.. form.Media.Select(f => f.Id).OfType<long>()];
        if (ids.Length == 0 || await uploading.UntilReadyAsync(me.Id, ids, Patience, ct))
            return true;
        state.AddModelError("Input.Media", l["federated-error-media-not-ready"]);
        return false;
    }

    /// <summary>Fills in what the files of a form look like: those sent before, and those that the post has already.</summary>
    public async Task ShowAsync(PostForm form, Actor me, IReadOnlyList<Attachment> attached, CancellationToken ct)
    {
        if (form.Media.Count == 0)
            return;
        await using var db = await database.OpenAsync(ct);
        var unused = (await UploadStore.UnusedAsync(db, me.Id, form.Media.Select(f => f.Id).OfType<long>(), ct)).ToDictionary(u => u.Id);
        foreach (var field in form.Media)
            if (attached.FirstOrDefault(a => a.UploadId == field.Id) is { } attachment)
                field.Show(attachment);
            else if (field.Id is { } id && unused.TryGetValue(id, out var upload))
                field.Show(upload);
    }
}

/// <summary>What <c>_MediaFields</c> shows: the files that there are, and places for more.</summary>
sealed record MediaFields(IReadOnlyList<MediaField> Files, int Most, bool Open)
{
    public static MediaFields Empty { get; } = new([], Limits.PostMedia, Open: false);

    public static MediaFields Of(PostForm form, string kind, ModelStateDictionary state) =>
        new(form.Media, PostMedia.Most(kind), form.Media.Count > 0 || state.Any(s => s.Key.StartsWith("Input.Media", StringComparison.Ordinal) && s.Value?.Errors.Count > 0));

    public int Places => Math.Clamp(Most - Files.Count, 0, PostFiles.Places);

    public static string Megabytes(int bytes) => (bytes / (1024 * 1024)).ToString(CultureInfo.InvariantCulture);
}
