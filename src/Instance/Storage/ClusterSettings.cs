namespace Federated.Instance.Storage;

/// <summary>How the embedded server is run: small, private, safe; for tests without care for the disk.</summary>
static class ClusterSettings
{
    public static IEnumerable<string> Make(bool testSpeed) =>
    [
        "--username=postgres", $"--auth={Hash(testSpeed)}", "--encoding=UTF8", "--data-checksums", "--no-instructions",
        // Order by code point never changes with the system's library, so no index breaks; case folding knows all letters.
        "--lc-collate=C", "--lc-ctype=C.UTF-8",
        .. testSpeed ? ["--no-sync"] : Array.Empty<string>(),
    ];

    public static IEnumerable<string> Run(string socketFolder, bool testSpeed) =>
        from setting in (string[])
        [
            "listen_addresses=",
            "port=5432",
            $"unix_socket_directories={socketFolder}",
            "cluster_name=federated",
            $"password_encryption={Hash(testSpeed)}",
            "timezone=UTC",
            "log_timezone=UTC",
            "shared_buffers=64MB",
            "huge_pages=off",
            "effective_cache_size=512MB",
            "work_mem=8MB",
            "maintenance_work_mem=64MB",
            "wal_buffers=2MB",
            "min_wal_size=32MB",
            "max_wal_size=256MB",
            "checkpoint_timeout=10min",
            "random_page_cost=1.1",
            "jit=off",
            "max_worker_processes=3",
            "max_parallel_workers=2",
            "max_parallel_workers_per_gather=1",
            "max_parallel_maintenance_workers=1",
            "max_logical_replication_workers=0",
            "autovacuum_max_workers=2",
            "logging_collector=off",
            "log_destination=stderr",
            "log_checkpoints=off",
            "log_line_prefix=%m [%p] ",
            // No values and no statements: they hold what people wrote.
            "log_error_verbosity=terse",
            "log_min_error_statement=panic",
            .. testSpeed
                ? ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=250"]
                : (string[])["max_connections=80"],
        ]
        from word in (string[])["-c", setting]
        select word;

    // Slow by intent, which tests with their twenty thousand connections would feel.
    static string Hash(bool testSpeed) => testSpeed ? "md5" : "scram-sha-256";
}
