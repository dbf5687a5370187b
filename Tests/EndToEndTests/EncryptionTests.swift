import TestSupport
import Testing

extension EndToEnd {
    /// Encrypted layers, with skopeo on the other side.
    @Suite(.enabled(if: LocalRegistry.isInstalled && TestedEngine.isOurs)) struct Encryption {
        private static let skopeo = "skopeo --insecure-policy"

        /// A layout `img:x` of two layers, and keys of each kind: NAME.pem and NAME.pub. skopeo takes EC keys in PKCS #8 only.
        private func prepare(_ box: Sandbox) throws {
            try box.check("\(Self.skopeo) copy -q docker-archive:\(Fixtures.busybox) oci:one:x && apus load -q -i \(Fixtures.busybox)")
            try box.check("id=$(apus create --network none busybox touch /added) && apus start -a $id && apus commit -q $id localhost/two:1 && apus rm $id && apus copy -q --dest-compress --format oci containers-storage:localhost/two:1 oci:img:x && apus rmi -a -f")
            try box.check("openssl genrsa -out rsa.pem 2048 2>/dev/null && openssl rsa -in rsa.pem -pubout -out rsa.pub 2>/dev/null")
            for curve in ["prime256v1", "secp384r1", "secp521r1"] {
                try box.check("openssl ecparam -name \(curve) -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out \(curve).pem && openssl ec -in \(curve).pem -pubout -out \(curve).pub 2>/dev/null")
            }
        }

        /// The digests of the layers, which are those of the image before where nothing is encrypted.
        private func layers(_ box: Sandbox, _ place: String) throws -> String {
            try box.check("apus inspect --raw \(place) | tr ',{' '\\n\\n' | sed -n '/\"layers\"/,$p' | grep -o '\"digest\":\"[^\"]*\"'").text
        }

        @Test func `layers that are encrypted here are decrypted by skopeo, and the other way round`() throws {
            try withSandbox(images: []) { box in
                try prepare(box)
                let plain = try layers(box, "oci:img:x")
                for key in ["rsa", "prime256v1", "secp384r1", "secp521r1"] {
                    try box.check("apus copy -q --encryption-key jwe:\(key).pub oci:img:x oci:ours:\(key) && apus inspect --raw oci:ours:\(key) | grep -o 'tar+gzip+encrypted' | wc -l", is: "2")
                    try box.check("\(Self.skopeo) copy -q --decryption-key \(key).pem oci:ours:\(key) oci:theirs:\(key)")
                    #expect(try layers(box, "oci:theirs:\(key)") == plain)
                    try box.check("\(Self.skopeo) copy -q --encryption-key jwe:\(key).pub oci:img:x oci:sealed:\(key) && apus copy -q --decryption-key \(key).pem oci:sealed:\(key) oci:back:\(key)")
                    #expect(try layers(box, "oci:back:\(key)") == plain)
                }
                // for two, the last layer only: each opens it
                try box.check("apus copy --encryption-key jwe:rsa.pub --encryption-key jwe:secp384r1.pub --encrypt-layer -1 oci:img:x oci:some:ours", says: ["1 of 2 layers were encrypted"])
                try box.check("\(Self.skopeo) copy -q --encryption-key jwe:rsa.pub --encryption-key jwe:secp384r1.pub --encrypt-layer -1 oci:img:x oci:some:theirs")
                for made in ["ours", "theirs"] {
                    try box.check("apus inspect --raw oci:some:\(made) | grep -o 'tar+gzip[^\"]*' | paste -sd' '", is: "tar+gzip tar+gzip+encrypted")
                    for key in ["rsa", "secp384r1"] {
                        try box.check("rm -rf a b; \(Self.skopeo) copy -q --decryption-key \(key).pem oci:some:\(made) oci:a:x && apus copy -q --decryption-key \(key).pem oci:some:\(made) oci:b:x")
                        #expect(try layers(box, "oci:a:x") == plain)
                        #expect(try layers(box, "oci:b:x") == plain)
                    }
                }
                // without a key every byte stays; with another one it is encrypted for somebody else
                try box.check("apus copy -q oci:ours:rsa dir:as-is && apus inspect --raw dir:as-is | cmp - as-is/manifest.json && apus inspect --raw oci:ours:rsa | cmp - as-is/manifest.json")
                try box.check("apus copy -q --decryption-key rsa.pem --encryption-key jwe:secp521r1.pub oci:ours:rsa oci:other:x && \(Self.skopeo) copy -q --decryption-key secp521r1.pem oci:other:x oci:other:y")
                #expect(try layers(box, "oci:other:y") == plain)
            }
        }

        @Test func `an encrypted image runs from a registry with its key only`() throws {
            let registry = try LocalRegistry()
            let at = registry.address
            try withSandbox(images: []) { box in
                try prepare(box)
                try box.check("apus copy -q oci:img:x containers-storage:\(at)/enc:1 && apus push -q --digestfile d --encryption-key jwe:rsa.pub \(at)/enc:1 && apus rmi -a -f")
                try box.check("\(Self.skopeo) copy -q --src-tls-verify=false --decryption-key rsa.pem docker://\(at)/enc:1 oci:theirs:x")
                #expect(try layers(box, "oci:theirs:x") == layers(box, "oci:img:x"))
                // without the key, with another one, with a torn key: an error, and nothing is left
                let count = "find \(box.root)/images/content \(box.root)/images/layers -type f | wc -l"
                let before = try box.run(count).text
                try box.check("apus pull -q \(at)/enc:1", code: 125, says: ["the layer sha256:", "missing private key needed for decryption", "--decryption-key"])
                try box.check("apus pull -q --decryption-key prime256v1.pem \(at)/enc:1", code: 125, says: ["the layer sha256:", "none of the given private keys"])
                try box.check("head -c 200 rsa.pem > torn.pem; apus run --decryption-key torn.pem \(at)/enc:1 true", code: 125, says: ["torn.pem"])
                try box.check("apus images -q; apus system check -q; \(count)", is: before)
                // with it, also under a passphrase and beside others
                try box.check("apus run -q --rm --network none --decryption-key prime256v1.pem --decryption-key rsa.pem \(at)/enc:1 ls /added", is: "/added")
                try box.check("apus run --rm --network none \(at)/enc:1 ls /added", is: "/added")
                try box.check("openssl pkcs8 -topk8 -in rsa.pem -passout pass:secret -out locked.pem && apus rmi -a -f && apus pull -q --decryption-key locked.pem \(at)/enc:1", code: 125, says: ["protected by a passphrase"])
                try box.check("echo secret > pw; apus pull -q --decryption-key locked.pem:file=pw \(at)/enc:1 && apus pull -q --decryption-key locked.pem:secret \(at)/enc:1 && apus system check")
                #expect(try layers(box, "containers-storage:\(at)/enc:1") == layers(box, "oci:img:x"))
                // what a digest stands for is the encrypted image
                try box.check("apus pull -q --decryption-key rsa.pem \(at)/enc@$(cat d)", code: 125, says: ["by a tag"])
                // and what skopeo has put there
                try box.check("\(Self.skopeo) copy -q --dest-tls-verify=false --encryption-key jwe:secp521r1.pub oci:img:x docker://\(at)/theirs:1 && apus pull -q --decryption-key secp521r1.pem \(at)/theirs:1 && apus run --rm --network none \(at)/theirs:1 ls /added", has: ["/added"])
                try box.check("apus rmi -a -f; apus copy -q docker://\(at)/enc:1 oci-archive:enc.tar && apus load -i enc.tar", code: 125, says: ["is encrypted", "apus pull --decryption-key"])
                try box.check("apus pull -q --decryption-key rsa.pem oci-archive:enc.tar && apus images -q | wc -l", has: ["1"])
            }
        }

        @Test func `encrypted bytes that were changed are found`() throws {
            let registry = try LocalRegistry()
            let at = registry.address
            try withSandbox(images: []) { box in
                try prepare(box)
                try box.check("apus copy -q --encryption-key jwe:rsa.pub oci:img:x docker://\(at)/enc:1 && apus copy -q docker://\(at)/enc:1 dir:enc && cp -r enc flipped")
                // one bit of a blob, whose digest then is another one; the manifest is made to fit
                let manifest = """
                    import hashlib,json,sys,os
                    m=json.load(open('flipped/manifest.json')); l=m['layers'][int(sys.argv[1])]
                    old=l['digest'][7:]; b=bytearray(open('flipped/'+old,'rb').read()); b[int(sys.argv[2])]^=1
                    new=hashlib.sha256(b).hexdigest(); open('flipped/'+new,'wb').write(b); l['digest']='sha256:'+new
                    json.dump(m,open('flipped/manifest.json','w'))
                    """
                try box.check("cat > flip.py <<'END'\n\(manifest)\nEND\npython3 flip.py 0 -1")
                try box.check("apus copy -q --decryption-key rsa.pem dir:flipped dir:out", code: 125, says: ["HMAC"])
                try box.check("\(Self.skopeo) copy -q --decryption-key rsa.pem dir:flipped dir:out2", code: 1)
                try box.check("apus copy -q dir:flipped docker://\(at)/flipped:1 && apus pull -q --decryption-key rsa.pem \(at)/flipped:1", code: 125, says: ["HMAC"])
                try box.check("python3 flip.py 1 0 && apus copy -q dir:flipped docker://\(at)/flipped:2 && apus pull -q --decryption-key rsa.pem \(at)/flipped:2", code: 125, says: ["HMAC"])
                try box.check("apus copy -q --decryption-key rsa.pem dir:flipped containers-storage:localhost/x:1", code: 125, says: ["HMAC"])
                try box.check("test ! -e out && apus images -q && apus system prune -f >/dev/null; apus system check -q", is: "")
                // a blob that is short, and annotations that are none
                try box.check("cp -r enc short && f=$(ls -S short | grep -v json | head -1) && truncate -s -1 short/$f && apus copy -q --decryption-key rsa.pem dir:short dir:out", code: 125, says: ["bytes"])
                for (from, to, words) in [("\"org.opencontainers.image.enc.pubopts\":\"[^\"]*\"", "\"x\":\"y\"", "pubopts is missing"), ("enc.pubopts\":\"[^\"]*", "enc.pubopts\":\"!!", "not base64"), ("enc.keys.jwe\":\"[^\"]*", "enc.keys.jwe\":\"e30=", "\"iv\""), ("enc.keys.jwe", "enc.keys.pgp", "pgp")] {
                    try box.check("rm -rf bad && cp -r enc bad && sed -i 's/\(from)/\(to)/g' bad/manifest.json && apus copy -q --decryption-key rsa.pem dir:bad dir:out", code: 125, says: ["the layer sha256:", words])
                }
            }
        }

        @Test func `artifacts are encrypted too, and what cannot be is refused by name`() throws {
            let registry = try LocalRegistry()
            let at = registry.address
            try withSandbox(images: []) { box in
                try prepare(box)
                try box.check("echo words > words; apus artifact add \(at)/art:1 words && apus artifact push -q --encryption-key jwe:rsa.pub \(at)/art:1 && apus artifact rm \(at)/art:1 && apus inspect --raw docker://\(at)/art:1", has: ["text/plain+encrypted"])
                try box.check("apus artifact pull -q \(at)/art:1", code: 125, says: ["missing private key"])
                try box.check("apus artifact pull -q --decryption-key rsa.pem \(at)/art:1 && apus artifact extract \(at)/art:1 got && cmp got words")
                try box.check("apus copy -q --encryption-key jwe:rsa.pub --encrypt-layer 2 oci:img:x dir:out", code: 125, says: ["no layer 2", "2 layers"])
                try box.check("apus copy -q --encrypt-layer 0 oci:img:x dir:out", code: 125, says: ["--encryption-key"])
                try box.check("apus copy -q --encryption-key jwe:rsa.pem oci:img:x dir:out", code: 125, says: ["PRIVATE KEY"])
                for word in ["pgp:me", "pkcs7:rsa.pub", "pkcs11:x", "provider:kms"] {
                    try box.check("apus copy -q --encryption-key \(word) oci:img:x dir:out", code: 125, says: ["\(word)", "not supported"])
                }
                try box.check("apus copy -q --encryption-key jwe:rsa.pub --preserve-digests oci:img:x dir:out", code: 125, says: ["digest"])
                try box.check("apus copy -q --encryption-key jwe:rsa.pub --format v2s2 oci:img:x dir:out", code: 125, says: ["docker's format has no encrypted layers"])
                try box.check("apus copy -q --encryption-key jwe:rsa.pub oci:img:x containers-storage:x", code: 125, says: ["cannot be encrypted"])
                try box.check("apus copy -q --encryption-key jwe:rsa.pub oci:img:x docker-archive:x.tar; test ! -e x.tar && test ! -e out", says: ["cannot be encrypted"])
                // docker's manifests become those of OCI
                try box.check("apus copy -q --format v2s2 oci:img:x dir:docker && apus copy -q --encryption-key jwe:rsa.pub dir:docker dir:turned && apus inspect --raw dir:turned", has: ["oci.image.manifest", "layer.v1.tar+gzip+encrypted"])
            }
        }
    }
}
