internal import CommandLineGrammar
internal import ContainerEngine
internal import ImageTrust

/// What the command lines of `create` and `run` gather.
public struct CreateOptions {
    var request = ContainerRequest()
    /// From `--env-file`, in order; `-e` comes over them.
    var environmentFiles: [String] = []
    var labelFiles: [String] = []
    var networks: [NetworkOption] = []
    var architecture: String?
    var operatingSystem: String?
    var variant: String?
    var registry = RegistryFlags()

    // run only
    var detach = false
    var signalProxy = true

    /// The directory that relative paths are taken from.
    var directory = (try? Console.currentDirectory()) ?? "."  // one that is gone: then paths are relative to it anyway
}

/// How registries are spoken to, for the commands that may pull.
struct RegistryFlags {
    var tlsVerify: Bool?
    var policyFile: String?
    var ignoresPolicy = false
    var credentials: String?
    /// In place of credentials in one word.
    var user: String?
    var password: String?
    /// No credentials, whatever files say.
    var isAnonymous = false
    var bearerToken: String?
    var authFile: String?
    /// `--compat-auth-file`: a file as docker writes it.
    var dockerAuthFile: String?
    var certificateDirectory: String?
    var retries: Int?
    var retryDelay: Int64?
    /// What opens encrypted layers.
    var decryptionKeys: [OpeningKey] = []
}

extension OptionRow where Options == CreateOptions {
    /// All options of `create`; `run` adds its own.
    static func createRows() -> [OptionRow] {
        processRows() + fileRows() + isolationRows() + resourceRows() + networkRows() + lifeRows() + [
            RegistryFlags.decryptionRow(\.registry)
        ] + laterRows()
    }
}

/// Reads a value with one of the engine's parsers; its error becomes the reason why the value is refused.
func engineValue<Value>(_ body: () throws(EngineError) -> Value) throws(UsageError) -> Value {
    do throws(EngineError) { return try body() } catch { throw .invalidValue(error.message) }
}

/// `KEY=VALUE`, or `KEY` alone with an empty value.
func keyValue(_ text: String) throws(UsageError) -> (key: String, value: String) {
    guard let equals = text.firstIndex(of: "=") else {
        guard !text.isEmpty else { throw .invalidValue("it is empty: give KEY=VALUE") }
        return (text, "")
    }
    let key = String(text[..<equals])
    guard !key.isEmpty else { throw .invalidValue("it has no key: give KEY=VALUE") }
    return (key, String(text[text.index(after: equals)...]))
}
