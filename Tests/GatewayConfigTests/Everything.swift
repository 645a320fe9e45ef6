/// A file with every key, none at its default.
let everything = """
    server:
      listen: "[::1]:8081"
      admin: :9091
      admin_key: ${env:ADMIN_KEY}
      loops: ${env:LOOPS}
      tls: {certificate: /etc/signalbox/tls.crt, key: /etc/signalbox/tls.key}
      h2c: yes
      handover: /run/signalbox/handover.sock
      limits:
        head: 64KiB
        target: 4KiB
        body: 1MB
        json_depth: 64
        connections: 100
        concurrent_requests: 50
        stream_buffer: 1MiB
      timeouts: {head: 1s, body: 2s, idle: 3s, write: 4s, drain: 0}
      ping_interval: 1.5s
    providers:
      - id: azure-one
        kind: azure
        base_url: https://One.example.com:8443/base/
        api_key: ${env:AZURE_SWEDEN_KEY}
        headers: {X-Team: platform, x-trace: "a-${env:LOOPS}-b"}
        api_version: 2024-10-21
        http: http2
        proxy: http://user:pass@proxy.example.com:3128
        tls: {ca_file: /etc/signalbox/internal-ca.pem, verify: false}
        pool: {max_connections: 8, max_waiting: 9, preheat: 2, idle_timeout: 5s, max_connecting: 3}
      - id: sim
        kind: simulated
        simulation:
          first_token: 10ms
          token_gap: 2ms
          jitter: 0.5
          tokens: 7
          faults: {rate_limit: 5%, error: 1%, reset: 0.02, cut: 3%, stall: 4%}
          seed: 18446744073709551615
    deployments:
      - id: a
        provider: azure-one
        model: gpt
        tier: advanced
        region: us-east
        price:
          input: 0.59
          output: 0.79
          cached_input: 0.30
          cache_write: 0.7
          reasoning: 1
          batch_input: 0.295
          batch_output: 0.395
        limits: {rpm: 1000, tpm: 300000, concurrency: 64}
        capabilities: [tools, json_schema]
        context_window: 131072
        quality:
          code: 0.9
          math: 0.8
          reasoning: 0.7
          knowledge: 0.6
          writing: 0.5
          extraction: 0.4
          summarization: 0.3
          classification: 0.2
          translation: 0.1
          chat: 0
          default: 1
        health:
          consecutive_failures: 3
          error_rate: 25%
          window: 20s
          min_requests: 10
          open_for: 2s
          max_open_for: 40s
          slow_start: 0
          max_cool_down: 2m
          probe_interval: 500ms
        queue:
          adaptive: true
          min_concurrency: 2
          max_concurrency: 256
          length: 100
          timeout: 5s
          target: 250ms
          interval: 2s
        preheat: {connections: 3, prompt: true}
      - {id: b, provider: sim, model: tiny, quality: 0.25}
    models:
      - name: chat
        aliases: [gpt-4o-mini, gpt-4o]
        deployments: [{id: a, weight: 3}]
        strategy: least-load
        fallbacks:
          - b
          - [{id: small, on: [context_window, content_policy], weight: 3}, {tier: advanced, on: [error]}]
        request_fallbacks: true
        retry:
          attempts: 0
          backoff: 100ms..2s
          on: [429, 5xx, reset]
          budget: 150%
          budget_reserve: 3
          budget_window: 30s
          max_wait: 4s
        timeouts:
          connect: 1s
          tls: 1500ms
          head: 20s
          first_token: 10s
          adaptive: {multiple: 4, floor: 1s, ceiling: 30s}
          reply: 200s
          idle: 15s
          total: 2m
        rescue:
          mode: hold
          hold_tokens: 8
          hold_time: 300ms
          malformed_events: 2
          max_bytes: 64KiB
          buffer_tool_calls: yes
        hedge: {quantile: 90, min_delay: 20ms, default_delay: 700ms, budget: 10%}
        outliers:
          max_ejected: 30%
          interval: 5s
          min_requests: 40
          eject_for: 15s
          error_margin: 10%
          latency_factor: 3
        on_disconnect: drain
        max_held_reply: 256KiB
        affinity: session
        weights: {quality: 5, cost: 2.5, latency: 1, load: 0.5}
        exploration: 5%
        max_cost: 0.020000001
        max_ttft: 1.5s
        expected_output_tokens: 300
        region: us-east
        dynamic_shares:
          interval: 1s
          half_life: 5s
          floor: 1%
          error_rate: 20%
          full_error_rate: 50%
          slowdown: 3
          full_slowdown: 6
          growth: 1.5
        degradation:
          steps: [advanced, basic]
          overload: 30%
          headroom: off
          budget: 90%
          release: 25%
          patience: 5s
          min_stay: 1m
        rules:
          - name: images
            when: vision && tokens > 100
            use:
              tier: [standard, advanced]
              deployments: [a, b]
              capabilities: [vision, json_schema]
              region: us-east
              provider: sim
            prefer: {tier: advanced, deployments: [b], capabilities: [tools], region: us-east, provider: azure-one}
            forbid:
              tier: basic
              deployments: [b]
              capabilities: [audio]
              region: [us-east]
              provider: [sim, azure-one]
            weights: {quality: 0, cost: 0, latency: 1, load: 0}
            shares: {a: 4, b: 0}
            strategy: headroom
            max_cost: 5
            max_ttft: 2s
            cache: refresh
            degrade: standard
            priority: high
          - when: tenant == "x" || tenant == "y"
            deny: not for these
        match: all
        cache:
          exact:
            ttl: 2h
            jitter: 5%
            when: always
            max_size: 64KiB
            min_uses: 2
            stale_while_revalidate: 30s
            stale_if_error: 1d
            finish_reasons: [stop, length]
            vary: {headers: [Accept-Language, x-locale], tags: true}
            bypass: [{header: X-Debug, value: "1"}, {header: x-fresh}, {tag: live}]
            tools: true
            images: true
            scope: shared
            per: deployment
            replay_pace: 40
            coalesce: false
            early_refresh: {beta: 1.5, rate: 0.5}
            prompt_version: v7
            ignore: [safety_identifier, trace]
            store_fallbacks: true
            embeddings_per_input: false
          semantic:
            compare: conversation
            max_wrong: 0.5%
            count_exact: true
            confidence: 99%
            policy: per_entry
            verify: 10%
            judge: tiny
            max_question: 1KiB
            opposites: [open / closed, "hot/cold"]
            names: [Project Falcon, Aurora]
            faq: /etc/signalbox/faq.jsonl
            faq_outside: 30%
        batching: {window: 5ms, max_inputs: 64, max_bytes: 256KiB}
        batch: {max_wait: 10m, window: "22:00-06:00+02:00", max_waiting: 50}
      - {name: tiny, aliases: [small], deployments: [b, a]}
    keys:
      - name: team-a
        key: ${env:TEAM_A_KEY}
        tenant: acme
        models: [chat, gpt-4o, sim/tiny]
      - name: team-b
        sha256: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
    default_provider: sim
    routing:
      decisions:
        memory: 50
        sqlite: {path: /var/lib/signalbox/decisions.db, keep: 30d, max_bytes: 256MiB, sample: 10%}
      vocabularies: /var/lib/signalbox/vocabularies
    access_log: {file: /var/log/signalbox.log, buffer: 64KiB}
    cache:
      memory: 1GiB
      policy: w-tinylfu
      redis: main
      prefix: llm
      key_secret: ${env:CACHE_SECRET}
      epoch: 4
      lookup_timeout: 15ms
      write_queue: 8MiB
      coalesce: {wait: entry, lock_ttl: 10s, max_followers: 500, max_leaders: 2}
      idempotency: {window: 1h, max_bytes: 1MiB}
      negative: {ttl: 2s}
      hot_keys: 50
      encryption:
        keys: [{id: k1, key: "${env:CACHE_KEY_1}"}, {id: k2, key: "${env:CACHE_KEY_2}"}]
        active: k2
        erased_tenants: [gone, left]
      aliases: [helicone, litellm]
      preheat: 20
      semantic:
        models: /var/lib/signalbox/models
        embedder: {model: tiny, dimensions: 384, timeout: 50ms}
        max_entries: 5000
        memory: 64MiB
        snapshot: /var/lib/signalbox/questions
        share: replicate
    redis:
      main:
        url: rediss://One.example.com:7001
        mode: cluster
        nodes: [two.example.com, "[2001:db8::1]:7003"]
        username: signalbox
        password: ${env:REDIS_PASSWORD}
        tls:
          ca_file: /etc/signalbox/internal-ca.pem
          certificate_file: /etc/signalbox/tls.crt
          key_file: /etc/signalbox/tls.key
          server_name: redis.example.com
        connections: 2
        connect_timeout: 1s
        read_from: any
        max_pending: 1000
      watched:
        nodes: ["10.0.0.1", "10.0.0.2:26380"]
        mode: sentinel
        primary_name: mymaster
        sentinel_password: ${env:SENTINEL_PASSWORD}
    """
