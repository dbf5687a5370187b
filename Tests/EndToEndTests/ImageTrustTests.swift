import TestSupport
import Testing

extension EndToEnd {
    /// Policies for images and signatures of them, with skopeo to make and to check the same ones.
    @Suite(.enabled(if: LocalRegistry.isInstalled && TestedEngine.isOurs)) struct ImageTrust {
        private static let reject = "'{\"default\":[{\"type\":\"reject\"}]}'"

        @Test func `what the policy does not accept is neither pulled nor copied nor loaded`() throws {
            let registry = try LocalRegistry()
            try registry.push("docker-archive:\(Fixtures.busybox)", as: "one:1", ["--format", "oci"])
            let at = registry.address
            try withSandbox(images: []) { box in
                try box.check("printf \(Self.reject) > reject.json; cp \(Fixtures.busybox) box.tar")
                let refused = ["Source image rejected", "reject.json"]
                try box.check("apus --policy reject.json pull -q \(at)/one:1", code: 125, says: refused)
                try box.check("apus pull -q --signature-policy reject.json \(at)/one:1", code: 125, says: refused)
                try box.check("apus --policy reject.json run --rm --network none \(at)/one:1 true", code: 125, says: refused)
                try box.check("apus --policy reject.json copy docker://\(at)/one:1 oci:out:x", code: 125, says: refused)
                try box.check("test ! -e out")
                try box.check("apus --policy reject.json load -i box.tar", code: 125, says: refused)
                try box.check("apus --policy reject.json pull docker-archive:box.tar", code: 125, says: refused)
                try box.check("apus images -q", is: "")
                try box.check("apus --insecure-policy --policy reject.json pull -q \(at)/one:1 >/dev/null && apus images -q | wc -l", is: "1")
                // what is there already is not acceptable for that
                try box.check("apus --policy reject.json pull -q \(at)/one:1", code: 125, says: refused)
                try box.check("apus --policy reject.json push -q \(at)/one:1 dir:pushed && test -e pushed/manifest.json")
                // narrower scopes win
                try box.check(
                    """
                    cat > some.json <<'END'
                    {"default": [{"type": "reject"}], "transports": {"docker": {"\(at)/one": [{"type": "insecureAcceptAnything"}]},
                      "dir": {"\(box.files)/pushed": [{"type": "insecureAcceptAnything"}]}}}
                    END
                    apus --policy some.json pull -q \(at)/one:1 && ln -s pushed link && apus --policy some.json copy -q dir:link dir:other
                    cp -r pushed else; apus --policy some.json copy -q dir:else dir:other2
                    """, code: 125, says: ["dir:", "else", "rejected"])
                // what is broken opens nothing
                try box.check("echo '{}' > broken.json; apus --policy broken.json pull -q \(at)/one:1", code: 125, says: ["broken.json", "default"])
                try box.check("apus --policy nosuch.json pull -q \(at)/one:1", code: 125, says: ["nosuch.json"])
                try box.check("mkdir -p home/.config/containers && cp reject.json home/.config/containers/policy.json")
                try box.check("HOME=$PWD/home apus pull -q \(at)/one:1", code: 125, says: ["home/.config/containers/policy.json"])
            }
        }

        @Test func `simple signatures are those of skopeo`() throws {
            let registry = try LocalRegistry()
            try registry.push("docker-archive:\(Fixtures.busybox)", as: "plain:1", ["--format", "oci"])
            let at = registry.address
            try withSandbox(images: []) { box in
                try box.check(
                    """
                    set -e
                    export GNUPGHOME=$PWD/g; mkdir -m 700 g
                    for who in good evil; do gpg -q --batch --passphrase '' --quick-gen-key $who@example.com default default never 2>gpg.err; gpg --export $who@example.com > $who.gpg; done
                    gpg --armor --export good@example.com > good.asc
                    mkdir sig places; printf 'docker:\\n  \(at):\\n    lookaside: file://%s/sig\\n' $PWD > places/a.yaml
                    policy() { printf '{"default":[{"type":"reject"}],"transports":{"docker":{"":[{"type":"signedBy","keyType":"GPGKeys","keyPath":"%s"}]},"dir":{"":[{"type":"insecureAcceptAnything"}]}}}' $PWD/$1; }
                    policy good.gpg > good.json; policy good.asc > armored.json; policy evil.gpg > evil.json
                    skopeo --insecure-policy --registries.d places copy -q --src-tls-verify=false --dest-tls-verify=false --sign-by good@example.com docker://\(at)/plain:1 docker://\(at)/theirs:1
                    apus --registries.d places copy -q --sign-by good@example.com docker://\(at)/plain:1 docker://\(at)/ours:1
                    skopeo --policy good.json --registries.d places copy -q --src-tls-verify=false docker://\(at)/ours:1 dir:checked
                    """)
                let apus = "apus --registries.d places --policy"
                for name in ["theirs", "ours"] {
                    try box.check("\(apus) good.json pull -q \(at)/\(name):1 && \(apus) armored.json copy -q docker://\(at)/\(name):1 dir:copy-\(name)")
                    try box.check("\(apus) evil.json pull -q \(at)/\(name):1", code: 125, says: ["key that is not trusted"])
                    try box.check("apus --policy good.json pull -q \(at)/\(name):1", code: 125, says: ["no signature exists"])
                }
                try box.check("\(apus) good.json pull -q \(at)/plain:1", code: 125, says: ["no signature exists"])
                // the signature of another name does not do, nor a broken one; a good one among them does
                try box.check(
                    "d=$(ls sig | grep ours@); p=plain@${d#ours@}; mkdir sig/$p; cp sig/$d/signature-1 sig/$p/; \(apus) good.json pull -q \(at)/plain:1", code: 125,
                    says: ["ours:1", "is not accepted"])
                try box.check("head -c 100 sig/$(ls sig | grep ours@)/signature-1 > cut; cp cut sig/$(ls sig | grep plain@)/signature-1; \(apus) good.json pull -q \(at)/plain:1", code: 125)
                try box.check("s=sig/$(ls sig | grep ours@); mv $s/signature-1 $s/signature-2; cp cut $s/signature-1; \(apus) good.json pull -q \(at)/ours:1")
                // in a directory of one's own
                try box.check("GNUPGHOME=$PWD/g apus --registries.d places image sign --sign-by good@example.com --directory own \(at)/plain:1 && ls own", has: ["plain@sha256="])
                try box.check("printf 'docker:\\n  \(at):\\n    lookaside: file://%s/own\\n' $PWD > places/a.yaml; \(apus) good.json pull -q \(at)/plain:1")
                try box.check("apus image sign --key good.gpg --directory own \(at)/plain:1", code: 125)
                // in files
                try box.check(
                    """
                    export GNUPGHOME=$PWD/g
                    f=$(gpg --list-keys --with-colons good@example.com | awk -F: '/^fpr/ {print $10; exit}')
                    apus standalone-sign checked/manifest.json a.b/c:1 $f --output ours.sig && skopeo standalone-verify checked/manifest.json a.b/c:1 $f ours.sig
                    skopeo standalone-sign checked/manifest.json a.b/c:1 $f --output theirs.sig && apus standalone-verify checked/manifest.json a.b/c:1 theirs.sig --public-key-file good.gpg
                    """, has: ["Signature verified, digest sha256:"])
                try box.check("apus standalone-verify checked/manifest.json a.b/c:2 ours.sig --public-key-file good.gpg", code: 125, says: ["another name"])
                try box.check("apus standalone-verify checked/version a.b/c:1 ours.sig --public-key-file good.gpg", code: 125, says: ["another image"])
                try box.check("GNUPGHOME=$PWD/g gpgconf --kill all; ls -d /tmp/apus-trust-*", code: 2, is: "")
            }
        }

        @Test func `the policy is shown and changed`() throws {
            try withSandbox(images: []) { box in
                try box.check("export HOME=$PWD; mkdir -p .config/containers; printf '{\"default\":[{\"type\":\"reject\"}]}' > .config/containers/policy.json; touch k.pub")
                let set = "HOME=$PWD apus image trust set"
                try box.check("\(set) --type accept a.b/c && \(set) -t sigstoreSigned -f k.pub d.e && \(set) --type reject d.e/bad", is: "")
                try box.check("\(set) --type signedBy x.y", code: 125, says: ["at least one public key"])
                try box.check("\(set) --type maybe x.y", code: 125, says: ["maybe"])
                try box.check("\(set) --type accept -f k.pub x.y", code: 125, says: ["takes no keys"])
                try box.check("\(set) -f nosuch.pub x.y", code: 125, says: ["nosuch.pub"])
                let show = "HOME=$PWD apus image trust show"
                try box.check("\(show) -n | awk '{print $1, $2, $3}'", is: "all default reject\nrepository a.b/c accept\nrepository d.e sigstoreSigned\nrepository d.e/bad reject")
                for words in ["", "--json"] {
                    try box.check("\(show) \(words) > ours; podman image trust show \(words) --policypath .config/containers/policy.json | diff -Z ours -")
                }
                try box.check("mkdir d; printf 'docker:\\n  a.b:\\n    lookaside: file:///sig\\n' > d/a.yaml; HOME=$PWD apus --registries.d $PWD/d image trust show -n a.b/c | awk '{print $NF}'", is: "file:///sig")
                try box.check("\(show) --raw | grep -c $PWD/k.pub", is: "1")
                try box.check("\(show) -n d.e | awk '{print $2}'", is: "d.e")
                try box.check("apus --policy new.json image trust set --type reject default && apus --policy new.json image trust show -n | awk '{print $3}'", is: "reject")
            }
        }

        @Test func `signatures of sigstore are made, found and checked`() throws {
            let registry = try LocalRegistry()
            try registry.push("docker-archive:\(Fixtures.busybox)", as: "one:1", ["--format", "oci"])
            let at = registry.address
            try withSandbox(images: []) { box in
                try box.check(
                    """
                    set -e
                    echo secret > pass
                    for who in good evil; do apus generate-sigstore-key --output-prefix $who --passphrase-file pass; done
                    mkdir places; printf 'docker:\\n  \(at):\\n    use-sigstore-attachments: true\\n' > places/a.yaml
                    policy() { printf '{"default":[{"type":"reject"}],"transports":{"docker":{"":[{"type":"sigstoreSigned","keyPath":"%s/%s.pub"}]}}}' $PWD $1; }
                    policy good > good.json; policy evil > evil.json
                    """)
                let apus = "apus --registries.d places --policy"
                try box.check("stat -c %a good.private", is: "600")
                try box.check("apus generate-sigstore-key --output-prefix good --passphrase-file pass", code: 125, says: ["good.private"])
                try box.check("\(apus) good.json pull -q \(at)/one:1", code: 125, says: ["no signature exists"])
                try box.check("apus image verify --key good.pub \(at)/one:1", code: 125, says: ["no signature"])
                try box.check("echo wrong > other; apus image sign --key good.private --sign-passphrase-file other \(at)/one:1", code: 125, says: ["passphrase"])
                try box.check("COSIGN_PASSWORD=secret apus image sign --key good.private \(at)/one:1", has: ["sha256:"])
                try box.check("apus image verify --key good.pub \(at)/one:1", has: ["\"docker-reference\":\"\(at)/one:1\""])
                try box.check("apus image verify --key evil.pub \(at)/one:1", code: 125, says: ["not made with the key"])
                try box.check("\(apus) evil.json pull -q \(at)/one:1", code: 125, says: ["not made with a key"])
                try box.check("\(apus) good.json pull -q \(at)/one:1")
                try box.check("apus --policy good.json pull -q \(at)/one:1", code: 125, says: ["no signature exists"])
                // another name of the same image has its own signature beside the first
                try box.check("apus copy -q docker://\(at)/one:1 docker://\(at)/one:2 && \(apus) good.json pull -q \(at)/one:2", code: 125, says: ["one:1", "is not accepted"])
                try box.check("apus tag \(at)/one:1 \(at)/one:2 && apus push -q --sign-by-sigstore-private-key good.private --sign-passphrase-file pass \(at)/one:2")
                try box.check("\(apus) good.json pull -q \(at)/one:2 && \(apus) good.json pull -q \(at)/one:1")
                try box.check("apus image verify --key good.pub --sign-identity \(at)/one:2 \(at)/one:1 | wc -l", is: "1")
                // lists go with their signatures, whatever the policy says of the store
                try box.check("printf \(Self.reject) > reject.json; apus manifest create list:1 \(at)/one:1 && apus --policy reject.json manifest push -q --sign-by-sigstore-private-key good.private --sign-passphrase-file pass list:1 docker://\(at)/list:1")
                try box.check("apus image verify --key good.pub \(at)/list:1 && \(apus) good.json pull -q \(at)/list:1")
                try box.check("apus sync -s docker -d docker --sign-by-sigstore-private-key good.private --sign-passphrase-file pass \(at)/one:1 \(at)/mirror && \(apus) good.json pull -q \(at)/mirror/one:1")
                // a policy that asks for what is not checked here accepts nothing
                try box.check(
                    "printf '{\"default\":[{\"type\":\"signedBaseLayer\",\"baseLayerIdentity\":{}}]}' > base.json; \(apus) base.json pull -q \(at)/one:1", code: 125,
                    says: ["signedBaseLayer", "not supported"])
                // in the directory that skopeo makes of a signed image
                try box.check("skopeo --insecure-policy --registries.d places copy -q --src-tls-verify=false docker://\(at)/mirror/one:1 dir:signed && test -s signed/signature-1")
                try box.check("for k in good evil; do printf '{\"default\":[{\"type\":\"reject\"}],\"transports\":{\"dir\":{\"\":[{\"type\":\"sigstoreSigned\",\"keyPath\":\"%s/%s.pub\",\"signedIdentity\":{\"type\":\"exactReference\",\"dockerReference\":\"\(at)/mirror/one:1\"}}]}}}' $PWD $k > dir-$k.json; done; apus --policy dir-good.json copy -q dir:signed oci:taken:x")
                try box.check("apus --policy dir-evil.json copy -q dir:signed oci:taken:y", code: 125, says: ["not made with a key"])
                try box.check("rm signed/signature-1; apus --policy dir-good.json copy -q dir:signed oci:taken:y", code: 125, says: ["no signature exists"])
                // a file says how
                try box.check("printf 'privateKeyFile: %s/good.private\\nprivateKeyPassphraseFile: %s/pass\\n' $PWD $PWD > how.yaml; apus copy -q --sign-by-sigstore how.yaml docker://\(at)/one:1 docker://\(at)/told:1 && \(apus) good.json pull -q \(at)/told:1")
                try box.check("apus copy -q --sign-by-sigstore how.yaml --sign-by-sigstore-private-key good.private docker://\(at)/one:1 docker://\(at)/told:2", code: 125, says: ["exclude each other"])
                try box.check("printf 'fulcio:\\n  fulcioURL: http://x\\n' > how.yaml; apus copy -q --sign-by-sigstore how.yaml docker://\(at)/one:1 docker://\(at)/told:2", code: 125, says: ["Fulcio", "how.yaml"])
                // the proof of a log hangs on the signature
                try box.check(
                    """
                    set -e
                    openssl ecparam -name prime256v1 -genkey -noout -out log.key 2>log.err; openssl ec -in log.key -pubout -out log.pub 2>log.err
                    printf '{"default":[{"type":"sigstoreSigned","keyPath":"%s/good.pub","rekorPublicKeyPath":"%s/log.pub"}]}' $PWD $PWD > logged.json
                    tag=$(skopeo inspect --tls-verify=false --format '{{.Digest}}' docker://\(at)/mirror/one:1 | tr : -).sig
                    skopeo copy -q --insecure-policy --src-tls-verify=false docker://\(at)/mirror/one:$tag dir:proof
                    s=$(sed 's/.*cosign\\/signature":"//; s/".*//' proof/manifest.json); p=$(sed 's/.*simplesigning[^}]*sha256:\\([0-9a-f]*\\).*/\\1/' proof/manifest.json)
                    body=$(printf '{"apiVersion":"0.0.1","kind":"hashedrekord","spec":{"data":{"hash":{"algorithm":"sha256","value":"%s"}},"signature":{"content":"%s","publicKey":{"content":"%s"}}}}' $p $s $(base64 -w0 good.pub) | base64 -w0)
                    stamp=$(printf '{"body":"%s","integratedTime":1700000000,"logID":"c0","logIndex":1}' $body | openssl dgst -sha256 -sign log.key | base64 -w0)
                    printf '{"SignedEntryTimestamp":"%s","Payload":{"body":"%s","integratedTime":1700000000,"logIndex":1,"logID":"c0"}}' $stamp $body | sed 's/"/\\\\"/g' > bundle
                    """)
                try box.check("\(apus) logged.json pull -q \(at)/mirror/one:1", code: 125, says: ["rejected: it is in no log"])
                try box.check(
                    """
                    set -e
                    { sed 's/"dev.cosignproject.*//' proof/manifest.json; printf '"dev.sigstore.cosign/bundle":"'; cat bundle; printf '",'; sed 's/.*"dev.cosignproject/"dev.cosignproject/' proof/manifest.json; } | tr -d '\\n' > whole
                    cp whole proof/manifest.json
                    tag=$(skopeo inspect --tls-verify=false --format '{{.Digest}}' docker://\(at)/mirror/one:1 | tr : -).sig
                    skopeo copy -q --insecure-policy --dest-tls-verify=false dir:proof docker://\(at)/mirror/one:$tag
                    \(apus) logged.json pull -q \(at)/mirror/one:1
                    """)
                try box.check("apus copy -q --sign-by-sigstore-private-key good.private --sign-passphrase-file pass docker://\(at)/one:1 oci:x:x", code: 125, says: ["holds no signatures"])
            }
        }
    }
}
