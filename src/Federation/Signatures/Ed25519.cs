using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Federated.Federation.Signatures;

/// <summary>
/// Ed25519 (RFC 8032) by OpenSSL's libcrypto, because .NET 10 has none. Where the library is missing
/// <see cref="IsAvailable"/> is false, nothing verifies, and keys of this kind are not read.
/// </summary>
public static unsafe partial class Ed25519
{
    /// <summary>Bytes of a public key, and of the seed that is the private key.</summary>
    public const int KeyBytes = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureBytes = 64;

    const string Library = "libcrypto";
    const int KeyType = 1087;

    static readonly nint Handle = Load();

    /// <summary>The library is here.</summary>
    public static bool IsAvailable { get; } = Register();

    /// <summary>True when the signature over the data is by the key; false too for keys that are no point.</summary>
    /// <param name="publicKey">32 bytes.</param>
    /// <param name="data">The signed bytes.</param>
    /// <param name="signature">64 bytes.</param>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (!IsAvailable || publicKey.Length != KeyBytes || signature.Length != SignatureBytes)
            return false;
        fixed (byte* key = publicKey, text = data, sign = signature)
        {
            var handle = NewPublicKey(KeyType, 0, key, KeyBytes);
            var context = NewContext();
            var good = handle != 0 && context != 0
                && VerifyInit(context, 0, 0, 0, handle) == 1
                && Verify(context, sign, SignatureBytes, text, (nuint)data.Length) == 1;
            Free(context, handle);
            return good;
        }
    }

    /// <summary>Signs the data.</summary>
    /// <param name="seed">The private key, 32 bytes.</param>
    /// <param name="data">The bytes to sign.</param>
    /// <returns>64 bytes.</returns>
    /// <exception cref="CryptographicException">The library is missing or the seed has another length.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> data)
    {
        var signature = new byte[SignatureBytes];
        nuint length = SignatureBytes;
        fixed (byte* text = data, sign = signature)
        {
            var handle = PrivateKey(seed);
            var context = NewContext();
            var good = handle != 0 && context != 0
                && SignInit(context, 0, 0, 0, handle) == 1
                && Sign(context, sign, &length, text, (nuint)data.Length) == 1;
            Free(context, handle);
            return good ? signature : throw new CryptographicException("Ed25519 signing failed.");
        }
    }

    /// <summary>The public key of a private key.</summary>
    /// <param name="seed">The private key, 32 bytes of a secure random source.</param>
    /// <returns>32 bytes.</returns>
    /// <exception cref="CryptographicException">The library is missing or the seed has another length.</exception>
    public static byte[] PublicKeyOf(ReadOnlySpan<byte> seed)
    {
        var key = new byte[KeyBytes];
        nuint length = KeyBytes;
        fixed (byte* bytes = key)
        {
            var handle = PrivateKey(seed);
            var good = handle != 0 && GetPublicKey(handle, bytes, &length) == 1;
            Free(0, handle);
            return good ? key : throw new CryptographicException("Ed25519 key could not be read.");
        }
    }

    static nint PrivateKey(ReadOnlySpan<byte> seed)
    {
        if (!IsAvailable || seed.Length != KeyBytes)
            throw new CryptographicException("Ed25519 needs OpenSSL's libcrypto and a seed of 32 bytes.");
        fixed (byte* bytes = seed)
            return NewPrivateKey(KeyType, 0, bytes, KeyBytes);
    }

    /// <summary>The error queue belongs to the thread and would be read by the next TLS call on it.</summary>
    static void Free(nint context, nint key)
    {
        FreeContext(context);
        FreeKey(key);
        ClearErrors();
    }

    static nint Load()
    {
        foreach (var name in (string[])["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.3.dylib", "libcrypto-3-x64.dll"])
        {
            if (NativeLibrary.TryLoad(name, out var handle))
                return handle;
        }
        return 0;
    }

    static bool Register()
    {
        if (Handle == 0 || !NativeLibrary.TryGetExport(Handle, "EVP_DigestVerify", out _))
            return false;
        NativeLibrary.SetDllImportResolver(typeof(Ed25519).Assembly, Resolve);
        return true;
    }

    static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Library ? Handle : 0;

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_public_key")]
    private static partial nint NewPublicKey(int type, nint engine, byte* key, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_private_key")]
    private static partial nint NewPrivateKey(int type, nint engine, byte* key, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_get_raw_public_key")]
    private static partial int GetPublicKey(nint key, byte* bytes, nuint* length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    private static partial void FreeKey(nint key);

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_new")]
    private static partial nint NewContext();

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_free")]
    private static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerifyInit")]
    private static partial int VerifyInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerify")]
    private static partial int Verify(nint context, byte* signature, nuint length, byte* data, nuint dataLength);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSignInit")]
    private static partial int SignInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSign")]
    private static partial int Sign(nint context, byte* signature, nuint* length, byte* data, nuint dataLength);

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    private static partial void ClearErrors();
}
