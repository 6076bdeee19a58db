namespace Federated.Federation;

public static partial class Limits
{
    /// <summary>Bytes of a picture fetched from another server. More: the fetch fails.</summary>
    public const int PictureBytes = 10 * 1024 * 1024;

    /// <summary>Pixels of such a picture, width times height. More: not shown.</summary>
    public const int PicturePixels = 33_177_600;

    /// <summary>Pixels of its longer side. More: not shown.</summary>
    public const int PictureSide = 8_192;

    /// <summary>Frames of an animation, of which the first is shown. More: not shown.</summary>
    public const int PictureFrames = 500;

    /// <summary>Pixels of the longer side of a custom emoji as it is kept here. Larger ones are made smaller.</summary>
    public const int EmojiSide = 64;

    /// <inheritdoc cref="EmojiSide"/>
    public const int AvatarSide = 160;

    /// <inheritdoc cref="EmojiSide"/>
    public const int HeaderSide = 1_200;

    /// <inheritdoc cref="EmojiSide"/>
    public const int AttachmentSide = 1_600;

    /// <summary>Bytes of a picture as it is kept here. The program that makes it is stopped beyond that.</summary>
    public const int PictureFileBytes = 4 * 1024 * 1024;

    /// <summary>Time, by the clock and of the processor, that making one picture smaller may take.</summary>
    public static readonly TimeSpan PictureTime = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of memory that the program that does it may have.</summary>
    public const long PictureMemory = 1024L * 1024 * 1024;

    /// <summary>Pictures that are made smaller at once on one node. More wait.</summary>
    public const int PictureWorkers = 2;

    /// <summary>Pictures that are fetched at once on one node. More wait.</summary>
    public const int PictureFetches = 12;

    /// <summary>Of these, from one server. More wait.</summary>
    public const int PicturesPerHost = 4;

    /// <summary>Pictures under way on one node, those that wait included. More are refused with 503.</summary>
    public const int PicturesWaiting = 400;

    /// <summary>Pictures in five minutes for which one address makes this hub ask other servers. More: 429.</summary>
    public const int PicturesPerAddress = 600;

    /// <summary>Pause until a picture that could not be had is asked for again, the first time and at most; it grows fourfold.</summary>
    public static readonly TimeSpan PictureRetry = TimeSpan.FromMinutes(10);

    /// <inheritdoc cref="PictureRetry"/>
    public static readonly TimeSpan PictureRetryMost = TimeSpan.FromDays(7);

    /// <summary>Bytes of all pictures of other servers that are kept. Beyond, those go that nobody has looked at for the longest time.</summary>
    public const long MediaBytes = 5L * 1024 * 1024 * 1024;

    /// <summary>Rows of such pictures, those that could not be had included. Beyond, the same.</summary>
    public const int MediaRows = 200_000;

    /// <summary>Pictures that one node remembers as missing, for its pages. Beyond, it forgets them and finds out again.</summary>
    public const int MissingPictures = 10_000;

    /// <summary>Custom emoji read of one post, actor or reaction. Further ones are text.</summary>
    public const int CustomEmoji = 50;

    /// <summary>Custom emoji known of one server. Further ones are text.</summary>
    public const int EmojiPerHost = 5_000;

    /// <summary>Custom emoji that are known in all. Each night the oldest beyond go.</summary>
    public const int Emojis = 100_000;

    /// <summary>Pictures of the servers of one registrable domain that are under way on one node. More are refused with 503, so that one slow server leaves room for the others.</summary>
    public const int PicturesWaitingPerDomain = 40;

    /// <summary>Characters of a shortcode between its colons. Longer: text.</summary>
    public const int Shortcode = 64;

    /// <summary>Bytes of a picture that somebody here sends. More: refused.</summary>
    public const int UploadImageBytes = 16 * 1024 * 1024;

    /// <summary>Bytes of a film or sound that somebody here sends. More: refused.</summary>
    public const int UploadRecordingBytes = 40 * 1024 * 1024;

    /// <summary>Bytes of a request that brings files, all of them together. More: 413.</summary>
    public const int UploadRequestBytes = 65 * 1024 * 1024;

    /// <summary>Pixels of the longer side of a picture of somebody here, as it is kept and sent. Larger ones are made smaller.</summary>
    public const int UploadSide = 2_048;

    /// <summary>Pixels of the longer side of its preview.</summary>
    public const int PreviewSide = 640;

    /// <summary>Pixels of the longer side of the picture of a person here. Larger ones are made smaller.</summary>
    public const int PortraitSide = 400;

    /// <summary>The same of the one above their page.</summary>
    public const int BannerSide = 1_500;

    /// <summary>Bytes of a picture kept without loss. Larger ones become JPEG.</summary>
    public const int LosslessBytes = 1024 * 1024;

    /// <summary>Pixels of the longer side of a film of somebody here, as it is kept and sent. Larger ones are made smaller.</summary>
    public const int VideoSide = 1_280;

    /// <summary>Frames per second of such a film. Of more, some are left out.</summary>
    public const int VideoFrameRate = 30;

    /// <summary>Bits per second that the pictures of such a film may take.</summary>
    public const int VideoBitRate = 2_500_000;

    /// <summary>How long a film or sound may be. Longer: refused, and what does not say is cut.</summary>
    public static readonly TimeSpan RecordingLength = TimeSpan.FromMinutes(15);

    /// <summary>Time that looking into a film or sound may take.</summary>
    public static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(10);

    /// <summary>Time that making a film or sound playable may take, by the clock. More: it failed.</summary>
    public static readonly TimeSpan TranscodeTime = TimeSpan.FromMinutes(20);

    /// <summary>Bytes of memory that the program that does it may have.</summary>
    public const long TranscodeMemory = 2L * 1024 * 1024 * 1024;

    /// <summary>Bytes of memory of the program that looks what is in a film or a sound.</summary>
    public const long ProbeMemory = 512L * 1024 * 1024;

    /// <summary>Films and sounds of one account that wait to be made playable. More: refused.</summary>
    public const int UploadsWaiting = 4;

    /// <summary>Bytes of a film or sound as it is kept and sent. The program that makes it is stopped beyond that.</summary>
    public const int TranscodedBytes = 60 * 1024 * 1024;

    /// <summary>How often it is begun again when its node died over it. Then it failed.</summary>
    public const int TranscodeTries = 3;

    /// <summary>UTF-16 units of the description of a picture, film or sound. More: refused.</summary>
    public const int AltText = 1_500;

    /// <summary>Files attached to a note here, all of which Mastodon shows. More: refused.</summary>
    public const int PostMedia = 4;

    /// <summary>Files attached to an article or event here. More: refused.</summary>
    public const int ArticleMedia = 16;

    /// <summary>Files of one account that no post has. More: refused.</summary>
    public const int UnusedUploads = 40;

    /// <summary>How long such a file is kept.</summary>
    public static readonly TimeSpan UnusedUploadLife = TimeSpan.FromHours(24);

    /// <summary>Files that one account may send within <see cref="UploadWindow"/>. More: refused, 429 to apps.</summary>
    public const int UploadsPerWindow = 30;

    /// <inheritdoc cref="UploadsPerWindow"/>
    public static readonly TimeSpan UploadWindow = TimeSpan.FromMinutes(30);

    /// <summary>Bytes of all files of one account. More: refused.</summary>
    public const long StoragePerAccount = 2L * 1024 * 1024 * 1024;

    /// <summary>Requests with files that one account, or one address without one, has under way on one node. More: 429.</summary>
    public const int UploadsAtOnce = 4;

    /// <summary>The same of all together. More: 503.</summary>
    public const int UploadsAtOncePerNode = 24;
}
